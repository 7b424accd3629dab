import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nanosOf } from '../../../lib/budget/amounts.ts';
import { expiredReservations, postponeReservation } from '../../../lib/budget/expired-reservations.ts';
import { readReservation, reservationShards, reservationText } from '../../../lib/budget/reservation.ts';
import { type ReserveInput, release, reserve, settleReservation } from '../../../lib/budget/reserve.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { numberOf } from '../../../lib/storage/table/table.ts';
import { startTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2026-11-29T12:00:00.000Z');
const expiresAt = new Date('2026-11-29T12:10:00.000Z');
let world: TestTable;
let principals = 0;

beforeAll(async () => {
  world = await startTestTable();
});
afterAll(() => world.close());

/** A principal of its own, with a budget. */
function asking(limits: ReserveInput['limits'], usd: number): ReserveInput {
  principals += 1;
  return {
    principal: `bearer:p${principals}`,
    limits,
    nanos: nanosOf(usd),
    endpoint: 'create-text',
    model: 'm',
    now,
    expiresAt,
  };
}

/** What a month, and the 29th, have of spent and held money, in US dollars. */
async function held(principal: string) {
  const item = await world.item(`BUDGET#${principal}`, '2026-11');
  const reservations = Object.keys(item ?? {}).filter((name) => name.startsWith('r_')).length;
  return { month: (numberOf(item, 'month') ?? 0) / 1e9, day: (numberOf(item, 'd29') ?? 0) / 1e9, reservations };
}

const refusal = (input: ReserveInput) =>
  reserve(world.table, input).then(
    () => undefined,
    (error: unknown) => error as ServiceError,
  );

describe('a reservation', () => {
  it('is held until it is settled to the true cost', async () => {
    const input = asking({ usd_per_day: 1 }, 0.75);
    const reservation = await reserve(world.table, input);
    expect(await held(input.principal)).toEqual({ month: 0.75, day: 0.75, reservations: 1 });
    expect(await settleReservation(world.table, reservation, nanosOf(0.2))).toBe(true);
    expect(await held(input.principal)).toEqual({ month: 0.2, day: 0.2, reservations: 0 });
  });

  it('counts once, however often it is settled', async () => {
    const input = asking({ usd_per_day: 1 }, 0.75);
    const reservation = await reserve(world.table, input);
    const firsts = await Promise.all([1, 2, 3].map(() => settleReservation(world.table, reservation, nanosOf(0.2))));
    expect(firsts.filter(Boolean)).toHaveLength(1);
    await release(world.table, reservation);
    expect(await held(input.principal)).toEqual({ month: 0.2, day: 0.2, reservations: 0 });
  });

  it('is refused where a day has too little left, until the next day', async () => {
    const input = asking({ usd_per_day: 1, usd_per_month: 10 }, 0.75);
    await reserve(world.table, input);
    const error = await refusal(input);
    expect(error).toMatchObject({ code: 'budget_exceeded', statusCode: 429, retryAfterSeconds: 12 * 3600 });
    expect(error?.message).toContain('budget of this day (1) has 0.25 left');
    expect(await held(input.principal)).toEqual({ month: 0.75, day: 0.75, reservations: 1 });
  });

  it('is refused where a month has too little left, until the next month', async () => {
    const input = asking({ usd_per_month: 1 }, 0.75);
    await reserve(world.table, input);
    const error = await refusal(input);
    expect(error).toMatchObject({ code: 'budget_exceeded', retryAfterSeconds: 36 * 3600 });
  });

  it('may take the last billionth, and not one more', async () => {
    const input = asking({ usd_per_day: 1 }, 0.5);
    await reserve(world.table, input);
    expect(await refusal({ ...input, nanos: nanosOf(0.5) + 1 })).toBeInstanceOf(ServiceError);
    await reserve(world.table, input);
    expect(await held(input.principal)).toMatchObject({ day: 1 });
  });

  it('is refused at once where it is more than the whole budget', async () => {
    expect(await refusal(asking({ usd_per_day: 0 }, 0.000001))).toMatchObject({ code: 'budget_exceeded' });
  });

  it('of 200 at once, as many are held as the budget has money for', async () => {
    const input = asking({ usd_per_day: 1, usd_per_month: 1 }, 0.03);
    const answers = await Promise.allSettled(Array.from({ length: 200 }, () => reserve(world.table, input)));
    const kept = answers.filter(({ status }) => status === 'fulfilled');
    expect(kept).toHaveLength(33);
    expect(await held(input.principal)).toEqual({ month: 0.99, day: 0.99, reservations: 33 });
    const left = await expiredReservations(world.table, [...reservationShards], new Date('2027-01-01T00:00:00Z'));
    expect(left.filter(({ reservation }) => reservation.principal === input.principal)).toHaveLength(33);
  });
});

describe('a reservation that nobody settles', () => {
  it('is found once it has expired, as it was', async () => {
    const input = asking({ usd_per_day: 1 }, 0.75);
    const reservation = await reserve(world.table, input);
    const mine = async (at: string) =>
      (await expiredReservations(world.table, [...reservationShards], new Date(at))).filter(
        (found) => found.reservation.principal === input.principal,
      );
    expect(await mine('2026-11-29T12:09:59Z')).toEqual([]);
    expect(await mine('2026-11-29T12:10:01Z')).toEqual([{ reservation }]);
    await postponeReservation(world.table, reservation, 'resp_1', new Date('2026-11-29T13:00:00Z'));
    expect(await mine('2026-11-29T12:59:00Z')).toEqual([]);
    const later = { ...reservation, expiresAt: '2026-11-29T13:00:00.000Z' };
    expect(await mine('2026-11-29T13:00:01Z')).toEqual([{ reservation: later, responseId: 'resp_1' }]);
    await settleReservation(world.table, later, 0);
    expect(await mine('2026-11-29T13:00:01Z')).toEqual([]);
  });

  it('survives being written down', async () => {
    const reservation = await reserve(world.table, asking({ usd_per_day: 1 }, 0.1));
    expect(readReservation(reservationText(reservation))).toEqual(reservation);
    expect(readReservation('{"id":1}')).toBeUndefined();
    expect(readReservation('no json')).toBeUndefined();
  });
});
