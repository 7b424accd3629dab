import { randomUUID } from 'node:crypto';
import type { Limits } from '../context/limits.ts';
import { ServiceError } from '../errors/service-error.ts';
import { ConditionFailed, type Item, itemKey, numberOf, type Table } from '../storage/table/table.ts';
import { dayAttribute, monthKey, nanosOf, secondsToNextDay, secondsToNextMonth, usdOf } from './amounts.ts';
import { type Reservation, reservationItem, reservationKey } from './reservation.ts';

/** What is to be held, and for whom. */
export interface ReserveInput {
  readonly principal: string;
  readonly limits: Pick<Limits, 'usd_per_day' | 'usd_per_month'>;
  /** The most that the request can cost. */
  readonly nanos: number;
  readonly endpoint: string;
  readonly model: string;
  readonly now: Date;
  /** Until when the request has ended, whatever becomes of it. */
  readonly expiresAt: Date;
}

/** Budgets of a month are kept for thirteen, in seconds. */
const KEPT_SECONDS = 400 * 86_400;

/** Whether a principal has a budget. */
export function hasBudget({ usd_per_day: day, usd_per_month: month }: Limits): boolean {
  return day !== undefined || month !== undefined;
}

/**
 * Holds the most that a request can cost, in one conditional update: however many ask at once, what is spent and what is held never
 * exceed the budget. Throws a `ServiceError` `budget_exceeded` where it would, and `access_unavailable`.
 */
export async function reserve(table: Table, input: ReserveInput): Promise<Reservation> {
  const { principal, limits, nanos, now, expiresAt, endpoint, model } = input;
  const reservation: Reservation = {
    id: randomUUID(),
    principal,
    month: monthKey(now),
    day: dayAttribute(now),
    nanos,
    endpoint,
    model,
    expiresAt: expiresAt.toISOString(),
  };
  // Found without the held amount, it is nothing; a held amount without it would stay held.
  const noted = table.send('PutItem', { TableName: table.name, Item: reservationItem(reservation) });
  const [note, held] = await Promise.allSettled([noted, hold(table, reservation, limits)]);
  if (held.status === 'rejected') {
    const isRefused = held.reason instanceof ConditionFailed;
    // Without an answer, it may be held all the same.
    if (!isRefused) await release(table, reservation).catch(() => undefined);
    else if (note.status === 'fulfilled') await forget(table, reservation).catch(() => undefined);
    throw isRefused ? exceeded(held.reason.item(), input) : held.reason;
  }
  if (note.status === 'rejected') {
    await release(table, reservation).catch(() => undefined);
    throw note.reason;
  }
  return reservation;
}

async function hold(table: Table, reservation: Reservation, limits: ReserveInput['limits']): Promise<void> {
  const { id, principal, month, day, nanos } = reservation;
  const { usd_per_day: perDay, usd_per_month: perMonth } = limits;
  const bounds = [
    { name: '#month', limit: perMonth, value: ':month' },
    { name: '#day', limit: perDay, value: ':day' },
  ].flatMap(({ limit, ...bound }) => (limit === undefined ? [] : [{ ...bound, most: nanosOf(limit) - nanos }]));
  if (bounds.some(({ most }) => most < 0)) throw new ConditionFailed();
  await table.send(
    'UpdateItem',
    {
      TableName: table.name,
      Key: itemKey(`BUDGET#${principal}`, month),
      UpdateExpression: 'SET #held = :held, #ttl = :ttl ADD #month :nanos, #day :nanos',
      ConditionExpression: bounds
        .map(({ name, value }) => `(attribute_not_exists(${name}) OR ${name} <= ${value})`)
        .join(' AND '),
      ExpressionAttributeNames: { '#held': heldName(id), '#ttl': 'ttl', '#month': 'month', '#day': day },
      ExpressionAttributeValues: {
        ':held': { N: `${nanos}` },
        ':nanos': { N: `${nanos}` },
        ':ttl': { N: `${Math.ceil(Date.parse(reservation.expiresAt) / 1000) + KEPT_SECONDS}` },
        ...Object.fromEntries(bounds.map(({ value, most }) => [value, { N: `${most}` }])),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
    // Held once more under the same name, it would never be let go of as a whole.
    { repeatable: false },
  );
}

/**
 * Counts what a request has cost in place of what was held for it. Repeating it is safe: only the first time counts. Tells whether
 * it was that.
 */
export async function settleReservation(table: Table, reservation: Reservation, nanos: number): Promise<boolean> {
  const { id, principal, month, day, nanos: held } = reservation;
  let isFirst = true;
  try {
    await table.send('UpdateItem', {
      TableName: table.name,
      Key: itemKey(`BUDGET#${principal}`, month),
      UpdateExpression: 'REMOVE #held ADD #month :delta, #day :delta',
      ConditionExpression: 'attribute_exists(#held)',
      ExpressionAttributeNames: { '#held': heldName(id), '#month': 'month', '#day': day },
      ExpressionAttributeValues: { ':delta': { N: `${nanos - held}` } },
    });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    isFirst = false;
  }
  await forget(table, reservation);
  return isFirst;
}

/** Lets go of what was held: the request has cost nothing. */
export async function release(table: Table, reservation: Reservation): Promise<void> {
  await settleReservation(table, reservation, 0);
}

async function forget(table: Table, reservation: Reservation): Promise<void> {
  await table.send('DeleteItem', { TableName: table.name, Key: reservationKey(reservation) });
}

/** The attribute of a reservation in its month's item. */
function heldName(id: string): string {
  return `r_${id}`;
}

function exceeded(item: Item | undefined, { limits, nanos, now }: ReserveInput): ServiceError {
  const { usd_per_day: perDay, usd_per_month: perMonth } = limits;
  const isOver = (limit: number | undefined, attribute: string) =>
    limit !== undefined && (numberOf(item, attribute) ?? 0) + nanos > nanosOf(limit);
  const period = isOver(perMonth, 'month') ? 'month' : 'day';
  const limit = period === 'month' ? perMonth : perDay;
  const left = Math.max(
    0,
    nanosOf(limit ?? 0) - (numberOf(item, period === 'month' ? 'month' : dayAttribute(now)) ?? 0),
  );
  const mayCost = `The request may cost up to ${usdOf(nanos)} US dollars`;
  const less = 'a lower `max_output_tokens` or `max_tool_calls`, fewer tools or a smaller input';
  const headers = { 'x-should-retry': 'false' };
  if (limit !== undefined && nanos > nanosOf(limit)) {
    return new ServiceError('budget_exceeded', {
      message: `${mayCost}, and the whole budget of a ${period} is ${limit}.`,
      hint: `It never fits: ask for less with ${less}, or have the operator raise the budget.`,
      headers,
    });
  }
  return new ServiceError('budget_exceeded', {
    message: `${mayCost}, and the budget of this ${period} (${limit}) has ${usdOf(left)} left.`,
    hint: `Ask for less with ${less}, or wait for the next ${period}; the operator can raise the budget.`,
    retryAfterSeconds: period === 'month' ? secondsToNextMonth(now) : secondsToNextDay(now),
    headers,
  });
}
