import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countSettled, type SettledResponse } from '../../../lib/budget/count-settled.ts';
import { readUsageLedger } from '../../../lib/budget/read-usage-ledger.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import type { Table } from '../../../lib/storage/table/table.ts';
import { startTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2026-11-29T12:00:00Z');

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.close());

function settled(id: string): SettledResponse {
  const response = { id, object: 'response', output: [] };
  const owner = { principal: `bearer:${id}` };
  return { id, owner, endpoint: 'create-text', model: 'gpt-6.1-terra', usage: null, cost: 0.25, response, now };
}

async function countedOf(id: string) {
  const sums = await readUsageLedger(table.table, { days: ['2026-11-29'], of: `bearer:${id}` });
  return sums.map(({ requests, nanos }) => ({ requests, nanos }));
}

/** The table, whose transactions fail once, before or after they are done. */
function failingOnce(when: 'before' | 'after'): Table {
  let hasFailed = false;
  return {
    name: table.name,
    async send(operation, input, options) {
      const fails = operation === 'TransactWriteItems' && !hasFailed;
      hasFailed ||= fails;
      if (fails && when === 'before') throw new ServiceError('access_unavailable');
      const answer = await table.table.send(operation, input, options);
      if (fails) throw new ServiceError('access_unavailable');
      return answer;
    },
  };
}

describe('a response that has ended counts once', () => {
  const once = [{ requests: 1n, nanos: 250_000_000n }];

  it('however often, and by however many at once, it is settled', async () => {
    await Promise.all(Array.from({ length: 5 }, () => countSettled(table.table, settled('often'))));
    await countSettled(table.table, settled('often'));
    expect(await countedOf('often')).toEqual(once);
  });

  it.each(['before', 'after'] as const)('though the table was lost %s it was counted', async (when) => {
    const failing = failingOnce(when);
    await expect(countSettled(failing, settled(when))).rejects.toMatchObject({ code: 'access_unavailable' });
    await countSettled(failing, settled(when));
    expect(await countedOf(when)).toEqual(once);
  });

  it('and not at all where OpenAI has none', async () => {
    await countSettled(table.table, { ...settled('none'), response: undefined });
    expect(await countedOf('none')).toEqual([]);
  });
});
