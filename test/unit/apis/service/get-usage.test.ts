import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getUsage } from '../../../../lib/apis/service/get-usage.ts';
import { getUsageRequest } from '../../../../lib/apis/service/schemas/get-usage-request.ts';
import { countUsage, type UsageEntry } from '../../../../lib/budget/usage-ledger.ts';
import type { Principal } from '../../../../lib/context/principal.ts';
import { parseRequest } from '../../../../lib/validation/parse-request.ts';
import { requestContext } from '../../../support/request-context.ts';
import { startTestTable, type TestTable } from '../../../support/test-table.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
/** Begin alike, and are two. */
const [SHORT, LONG] = ['jwt:https://x#a', 'jwt:https://x#a#b'];

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
  await count({ principal: SHORT });
  await count({ principal: SHORT, model: 'gpt-6.1-luna', cost: null, at: new Date('2026-11-28T23:59:59.999Z') });
  await count({ principal: LONG, endpoint: 'stream-text' });
  await count({ principal: LONG, at: new Date('2026-10-31T23:59:59.999Z') });
});
afterAll(() => table.close());

async function count(changes: Partial<UsageEntry>): Promise<void> {
  const usage = { inputTokens: 10, outputTokens: 2, totalTokens: 12, reasoningTokens: null };
  const cached = { cachedInputTokens: null, cacheWriteTokens: null, cacheWrite12hTokens: null };
  const entry = { principal: SHORT, endpoint: 'create-text', model: 'gpt-6.1-terra', cost: 0.1, at: NOW };
  await countUsage(table.table, { ...entry, usage: { ...usage, ...cached }, ...changes });
}

async function usageOf(id: string, query: object = {}, isAdmin = false) {
  const principal: Principal = { kind: 'jwt', id, isAdmin, limits: {} };
  const variables = { ACCESS_MODES: 'bearer', ACCESS_TABLE: table.name, DYNAMODB_ENDPOINT: table.url };
  const context = requestContext(variables, { principal, date: () => NOW });
  const { body } = await getUsage(parseRequest(getUsageRequest.query, query), context);
  return body as Record<string, unknown>;
}

describe('usage', () => {
  it('is of the current month, by day, where nothing else is asked for', async () => {
    const figures = { requests: 1, input_tokens: 10, output_tokens: 2 };
    expect(await usageOf(SHORT)).toEqual({
      from: '2026-11-01',
      to: '2026-11-29',
      by: 'day',
      rows: [
        { key: '2026-11-28', ...figures, cost_usd: 0, unpriced_requests: 1 },
        { key: '2026-11-29', ...figures, cost_usd: 0.1, unpriced_requests: 0 },
      ],
      total: { requests: 2, input_tokens: 20, output_tokens: 4, cost_usd: 0.1, unpriced_requests: 1 },
    });
  });

  it.each([
    ["one's own, though another id goes on from it", SHORT, false, [SHORT]],
    ["one's own, though it goes on from another id", LONG, false, [LONG]],
    ['nothing for whoever has used nothing', 'jwt:https://x', false, []],
    ["everybody's for an admin", 'bearer:admin', true, [SHORT, LONG]],
  ])('is %s', async (_name, id, isAdmin, keys) => {
    const { rows } = await usageOf(id, { by: 'principal' }, isAdmin);
    expect(rows).toEqual(keys.map((key) => expect.objectContaining({ key })));
  });

  it.each([
    ['2026-10-31', '2026-10-31', 1],
    ['2026-10-31', '2026-11-29', 2],
    ['2026-11-01', '2026-11-28', 0],
    ['2026-11-29', '2026-11-29', 1],
  ])('is of both ends and all between: %s to %s', async (from, to, requests) => {
    expect(await usageOf(LONG, { from, to })).toMatchObject({ from, to, total: { requests } });
  });

  it('is whole where a day is more than a page', async () => {
    const at = new Date('2026-09-01T00:00:00Z');
    const model = 'm'.repeat(800);
    // Each item is some 1.7 KB, and a page ends at 1 MB.
    const models = Array.from({ length: 700 }, (_, index) => `${model}${index}`);
    // A few at a time: what waits too long in a busy process is not sent again, since it would count twice.
    await pMap(models, (name) => count({ principal: SHORT, model: name, at }), { concurrency: 10 });
    const { rows, total } = await usageOf(SHORT, { from: '2026-09-01', to: '2026-09-01', by: 'model' });
    expect(rows).toHaveLength(700);
    expect(total).toMatchObject({ requests: 700, cost_usd: 70 });
  });

  it.each([
    [{ from: '2026-02-30' }, 'from'],
    [{ to: '29.11.2026' }, 'to'],
    [{ from: ['2026-11-01', '2026-11-02'] }, 'from'],
    [{ to: '2026-11-29T00:00:00Z' }, 'to'],
    [{ by: 'team' }, 'by'],
    [{ from: '2026-11-02', to: '2026-11-01' }, 'to'],
  ])('is refused for %j', async (query, parameter) => {
    await expect(usageOf(SHORT, query)).rejects.toMatchObject({ code: 'validation_failed', parameter });
  });

  it('is not kept where access is off', async () => {
    await expect(getUsage({ by: 'day' }, requestContext())).rejects.toMatchObject({
      code: 'usage_not_kept',
      statusCode: 404,
    });
  });
});
