import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOfKey, newKey } from '../../../lib/access/keys/key-format.ts';
import { readKey } from '../../../lib/access/principal-store.ts';
import { httpTable } from '../../../lib/storage/table/http-table.ts';
import { playJson, startUpstream, type Upstream } from '../../support/upstream.ts';

/** In the table's place. */
let server: Upstream;

beforeAll(async () => {
  server = await startUpstream();
});
afterAll(() => server.close());

describe('a table that cannot be relied on lets nobody in', () => {
  const limits = JSON.stringify({ max_output_tokens: 5 });
  const name = 'access';

  /** What DynamoDB answers of a live key, in full. */
  function answerOf(key: string) {
    const item = { pk: { S: `KEY#${hashOfKey(key)}` }, sk: { S: 'KEY' }, principal: { S: 'bearer:shop' } };
    const defaults = { pk: { S: 'PRINCIPALS' }, sk: { S: 'default' }, limits: { S: limits } };
    return { item, defaults };
  }

  const asked = async (key: string) => {
    const table = httpTable({ table: name, endpoint: server.url.replace('/v1', '') });
    return readKey(table, hashOfKey(key));
  };

  it.each([
    ['nothing', {}],
    ['another table', { Responses: { other: [] } }],
    ['a list of none', { Responses: { access: null } }],
    ['null', null],
    ['a text', 'Responses'],
  ])('as it answers %s', async (_name, answer) => {
    server.handle(playJson(answer));
    await expect(asked(newKey())).rejects.toMatchObject({ code: 'access_unavailable', statusCode: 503 });
  });

  it.each(['item', 'defaults'] as const)('as it leaves the %s for later', async (left) => {
    const key = newKey();
    const parts = answerOf(key);
    const { pk, sk } = parts[left];
    const there = left === 'item' ? parts.defaults : parts.item;
    server.handle(playJson({ Responses: { [name]: [there] }, UnprocessedKeys: { [name]: { Keys: [{ pk, sk }] } } }));
    await expect(asked(key)).rejects.toMatchObject({ code: 'access_unavailable' });
  });

  it('until it answers in full', async () => {
    const key = newKey();
    const { item, defaults } = answerOf(key);
    const { pk, sk } = defaults;
    const answers = [
      { Responses: { [name]: [item] }, UnprocessedKeys: { [name]: { Keys: [{ pk, sk }] } } },
      { Responses: { [name]: [item, defaults] }, UnprocessedKeys: {} },
    ];
    server.handle((request, response) => playJson(answers.shift())(request, response));
    expect(await asked(key)).toMatchObject({ principal: { id: 'bearer:shop', limits: { max_output_tokens: 5 } } });
  });

  it('as it tells limits that cannot be read', async () => {
    const key = newKey();
    const { item, defaults } = answerOf(key);
    server.handle(
      playJson({ Responses: { [name]: [item, { ...defaults, limits: { S: '{"max_output_tokens":"5"}' } }] } }),
    );
    await expect(asked(key)).rejects.toThrow();
  });
});
