import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createKey, revokeKey } from '../../lib/access/keys/key-admin.ts';
import { dialectOfPath, servedPaths } from '../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints } from '../../lib/endpoints/table.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { newSecret, signed, webhookEvent } from '../support/webhook-delivery.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { invokeDirectly, postEvent } from './events.ts';
import { type Asked, askRow, refusalIn, refusedBody } from './walked-rows.ts';

// Real processes of every function, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const OPENAI_KEY = 'sk-proj-0wnKey0123456789-0wnKey0123456789';
const WEBHOOK_SECRET = newSecret();
const DAY_MS = 86_400_000;

let world: AccessWorld;
/** A key that is good. */
let live: string;
/** What is none, by name. */
let wrong: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  const environment = { OPENAI_API_KEY: OPENAI_KEY, OPENAI_WEBHOOK_SECRET: WEBHOOK_SECRET };
  world = await startAccessWorld({ ownUpstream: true, environment });
  const { table } = world.table;
  const before = { now: () => Date.now() - DAY_MS };
  live = await world.keyOf('live');
  const expiresAt = Math.floor(Date.now() / 1000) - 60;
  const { key: expired } = await createKey(table, 'bearer:late', { label: 'test', expiresAt }, before);
  const { key: revoked, keyId } = await createKey(table, 'bearer:gone', { label: 'test' }, before);
  await revokeKey(table, 'bearer:gone', keyId, { now: Date.now });
  const basic = Buffer.from(`live:${live}`).toString('base64');
  wrong = {
    'no key': undefined,
    'a forged key': `Bearer orl_${randomBytes(32).toString('base64url')}`,
    'an expired key': `Bearer ${expired}`,
    'a revoked key': `Bearer ${revoked}`,
    'a key less its last character': `Bearer ${live.slice(0, -1)}`,
    'the beginning of a key': `Bearer ${live.slice(0, 12)}`,
    'a key and a character': `Bearer ${live}A`,
    'a key in other letters': `Bearer ${live.toUpperCase().replace('ORL_', 'orl_')}`,
    'the hash of a key': `Bearer ${createHash('sha256').update(live).digest('hex')}`,
    'OpenAI’s own key': `Bearer ${OPENAI_KEY}`,
    'a key by name and password': `Basic ${basic}`,
    'an empty header': '',
    'no more than a scheme': 'Bearer',
    'a key without a scheme': live,
    'two keys': `Bearer ${live} ${live}`,
    'two headers': `Bearer ${live}, Bearer ${live}`,
    'a token of nobody': 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJsaXZlIn0.x',
    'as much as front doors take': `Bearer ${'x'.repeat(12 * 1024)}`,
  };
});
afterAll(() => world.close());

const rows: readonly Endpoint[] = endpoints;
const called = rows.filter(({ auth }) => auth === 'caller');
const open = rows.filter(({ auth }) => auth === 'public');
const docs = rows.filter(({ api }) => api === 'docs');
/** Every row for callers by each of its paths. */
const walked = called.flatMap((row) => servedPaths(row).map((path) => ({ name: row.name, path, row })));

const ask = (row: Endpoint, authorization: string | undefined, more: Partial<Asked> = {}) =>
  askRow(world.stack, row, { authorization, ...more });

it('are all rows, by all of their paths: for callers, public, or signed', () => {
  expect(called.length).toBeGreaterThan(10);
  expect(open.map(({ name }) => name)).toEqual([...docs.map(({ name }) => name), 'health']);
  expect(rows.length - called.length - open.length).toBe(1);
  expect(walked.length).toBeGreaterThan(called.length);
  expect(walked.filter(({ path }) => dialectOfPath(path) === 'openai').length).toBeGreaterThan(10);
});

describe.each(walked)('$name at $path', ({ row, path }) => {
  const askHere = (authorization: string | undefined, more: Partial<Asked> = {}) =>
    ask(row, authorization, { path, ...more });
  const refusal = { status: 401, body: refusalIn(path, 'unauthenticated') };

  it('refuses whoever has not proved who it is, and asks OpenAI for nothing', async () => {
    const items = await world.table.items();
    const asked = world.upstream.requests.length;
    const refusals = await Promise.all(
      Object.entries(wrong).map(async ([name, authorization]) => {
        const { status, body, headers } = await askHere(authorization);
        const { 'www-authenticate': challenge, 'x-should-retry': retry } = headers;
        return { name, status, body, challenge, retry };
      }),
    );
    const retry = dialectOfPath(path) === 'openai' ? 'false' : undefined;
    const expected = { ...refusal, challenge: 'Bearer', retry };
    expect(refusals).toEqual(Object.keys(wrong).map((name) => ({ name, ...expected })));
    expect(world.upstream.requests).toHaveLength(asked);
    expect(await world.table.items()).toHaveLength(items.length);
  });

  it('tells nobody what is wrong with a key', async () => {
    const keys = Object.entries(wrong).filter(([, header]) => /^Bearer \S+$/.test(header ?? ''));
    expect(keys.length).toBeGreaterThan(9);
    const answers = await Promise.all(
      keys.map(async ([, header]) => JSON.stringify(refusedBody(await askHere(header)))),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).not.toContain(live.slice(4, 12));
  });

  it('refuses alike behind API Gateway, and takes no word of the caller’s for it', async () => {
    const headers = { 'x-front-door': 'api', 'x-api-key': live, 'x-amzn-apikeyid': live, cookie: `key=${live}` };
    const answer = await askHere(undefined, { headers, query: `?key=${live}&access_token=${live}` });
    expect(answer).toMatchObject(refusal);
  });

  it('refuses before it reads the body', async () => {
    const answers = await Promise.all(
      ['{', '', '"text"', '{"input":1}'].map((body) => askHere(undefined, { body, method: row.method })),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  it('lets a good key in', async () => {
    expect([401, 503]).not.toContain((await askHere(`Bearer ${live}`)).status);
  });
});

it('refuses a header of 20 KB, should a front door let it through', async () => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${'x'.repeat(20 * 1024)}` };
  const event = postEvent('/api/responses/text', '{"input":"Hi"}', { headers });
  expect(await invokeDirectly(world.stack, 'create-text', event)).toMatchObject({
    statusCode: 401,
    body: { error_code: 'unauthenticated' },
  });
});

describe('what is public', () => {
  it.each(open)('is there for everybody, a wrong key or none: $name', async (row) => {
    const answers = await Promise.all([undefined, wrong['a revoked key'], ''].map((header) => ask(row, header)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('is not the webhook, which takes OpenAI’s signature and no key', async () => {
    const webhook = endpoints.filter(({ auth }) => auth === 'openai-signature');
    expect(webhook).toHaveLength(1);
    const delivery = signed(webhookEvent('batch.completed', {}), WEBHOOK_SECRET);
    const unsigned = { body: delivery.body, headers: { 'content-type': 'application/json' } };
    for (const row of webhook) {
      const keyed = await ask(row, `Bearer ${live}`, unsigned);
      expect(keyed).toMatchObject({ status: 401, body: { error_code: 'webhook_rejected' } });
      expect((await ask(row, undefined, delivery)).status).toBe(200);
    }
  });
});

describe('with pages for callers alone', () => {
  let stack: Stack;

  beforeAll(async () => {
    const environment = {
      ACCESS_MODES: 'bearer',
      ACCESS_TABLE: world.table.name,
      DYNAMODB_ENDPOINT: world.table.url,
      DOCS_ACCESS: 'callers',
    };
    stack = await startStack({ upstream: world.upstream.url, environment });
  });
  afterAll(() => stack.close());

  it.each(docs)('$name refuses all others, its files included', async (row) => {
    for (const template of servedPaths(row)) {
      const path = template.replace('{file}', 'app.js');
      const asked = (authorization: string | undefined) => askRow(stack, row, { authorization, path });
      for (const header of [undefined, wrong['a forged key'], wrong['an expired key'], wrong['two keys']])
        expect(await asked(header)).toMatchObject({ status: 401, body: { error_code: 'unauthenticated' } });
      expect((await asked(`Bearer ${live}`)).status).toBeLessThan(500);
      expect((await asked(`Bearer ${live}`)).status).not.toBe(401);
    }
  });
});
