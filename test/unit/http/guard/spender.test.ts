import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countSettled } from '../../../../lib/budget/count-settled.ts';
import { expiredReservations } from '../../../../lib/budget/expired-reservations.ts';
import { readUsageLedger } from '../../../../lib/budget/read-usage-ledger.ts';
import { accessSettings } from '../../../../lib/config/access-settings.ts';
import type { Limits } from '../../../../lib/context/limits.ts';
import { endpointNamed } from '../../../../lib/endpoints/endpoint-named.ts';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import { newSpender } from '../../../../lib/http/guard/spender.ts';
import type { Table } from '../../../../lib/storage/table/table.ts';
import { requestContext } from '../../../support/request-context.ts';
import { startTestTable, type TestTable } from '../../../support/test-table.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const LATER = new Date('2026-11-29T18:00:00Z');
const SHARDS = [...'0123456789abcdef'];
const budget: Limits = { usd_per_day: 5 };

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.close());

/** A spender of a principal, and what its request tells it. */
function spending(name: string, limits: Limits, over: Table = table.table) {
  const settings = accessSettings({ ACCESS_MODES: ['bearer'], ACCESS_TABLE: table.name, ACCESS_UNOWNED: 'deny' });
  if (settings === undefined) throw new Error('Access is off');
  const context = requestContext({}, { date: () => NOW });
  const principal = { kind: 'bearer', id: `bearer:${name}`, isAdmin: false, limits } as const;
  const row = endpointNamed('create-text');
  return { spender: newSpender({ row, settings, table: over, principal, context }), recorder: context.recorder };
}

async function usageOf(name: string) {
  const sums = await readUsageLedger(table.table, { days: ['2026-11-29'], of: `bearer:${name}` });
  return sums.map(({ requests, nanos, unpriced }) => ({ requests, nanos, unpriced }));
}

const request = { model: 'gpt-6.1-terra', input: 'Hi', max_output_tokens: 100 };

describe('a request that was paid for', () => {
  it.each([
    ['with a budget', budget],
    ['without a budget', {}],
  ])('is counted %s', async (name, limits) => {
    const { spender, recorder } = spending(name, limits);
    await spender.admit(request);
    recorder.generated({ responseModel: request.model, costEstimate: 0.003 });
    await spender.finish(`resp_${name}`);
    expect(await usageOf(name)).toEqual([{ requests: 1n, nanos: 3_000_000n, unpriced: 0n }]);
  });

  it('is counted once, though its reservation was found again', async () => {
    const name = 'found-again';
    const failing: Table = {
      name: table.name,
      send: (operation, input, options) =>
        operation === 'DeleteItem'
          ? Promise.reject(new ServiceError('access_unavailable'))
          : table.table.send(operation, input, options),
    };
    const { spender, recorder } = spending(name, budget, failing);
    await spender.admit(request);
    recorder.generated({ responseModel: request.model, costEstimate: 0.003 });
    await expect(spender.finish('resp_again')).rejects.toMatchObject({ code: 'access_unavailable' });
    const expired = await expiredReservations(table.table, SHARDS, LATER);
    const found = expired.filter(({ reservation }) => reservation.principal === `bearer:${name}`);
    expect(found).toHaveLength(1);
    for (const { reservation } of found) {
      const { principal, endpoint, model } = reservation;
      const settled = {
        id: 'resp_again',
        owner: { principal },
        reservation,
        endpoint,
        model,
        usage: null,
        cost: 0.003,
      };
      await countSettled(table.table, { ...settled, response: { id: 'resp_again' }, now: NOW });
    }
    await expect.poll(() => usageOf(name)).toEqual([{ requests: 1n, nanos: 3_000_000n, unpriced: 0n }]);
    const spent = await table.item(`BUDGET#bearer:${name}`, '2026-11');
    expect(spent).toMatchObject({ month: { N: '3000000' }, d29: { N: '3000000' } });
  });
});

describe('a request whose response broke off', () => {
  it.each([
    [
      'is counted as of unknown cost where nobody will ask OpenAI',
      'broke',
      {},
      [{ requests: 1n, nanos: 0n, unpriced: 1n }],
    ],
    ['is left to the poller where a reservation stands for it', 'left', budget, []],
  ] as const)('%s', async (_title, name, limits, counted) => {
    const { spender, recorder } = spending(name, limits);
    await spender.admit(request);
    recorder.begun();
    recorder.failed({ errorCode: 'upstream_connection_lost' });
    await spender.finish(`resp_${name}`);
    expect(await usageOf(name)).toEqual(counted);
  });

  it('counts nothing where OpenAI has refused it', async () => {
    const { spender, recorder } = spending('refused', {});
    await spender.admit(request);
    recorder.failed({ errorCode: 'rate_limit_exceeded' });
    await spender.finish(undefined);
    expect(await usageOf('refused')).toEqual([]);
  });
});
