import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fieldsOf } from '../../lib/json/fields.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { ALL_SHARDS } from './background-calls.ts';
import { documentedAs, problemsOf } from './openapi-validator.ts';

// Real processes, on a machine that may be busy; background responses are asked for 5 s after their start.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let world: AccessWorld;
let ada: string;
let bob: string;
let admin: string;

interface Figures {
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
  readonly unpriced_requests: number;
}

interface Report {
  readonly rows: readonly (Figures & { readonly key: string })[];
  readonly total: Figures;
}

/** A cost that the log tells of. */
interface Logged {
  readonly principal: string;
  readonly endpoint: string;
  readonly model: string;
  readonly nanos: number;
}

const TEXT = '/api/responses/text';
const IMAGES = '/api/responses/images';
const [TERRA, SOL] = ['gpt-6.1-terra', 'gpt-6.1-sol'];
const said = (scenario: string, more: object = {}) => ({ input: 'Hi', metadata: { scenario, pace: 'none' }, ...more });
const background = { background: true, model: SOL };

/** What each caller asks for, and how that is answered. */
const requests: readonly (readonly [path: string, body: object, status: number])[] = [
  [TEXT, said('text', { model: TERRA }), 200],
  [TEXT, said('web-search', { model: SOL }), 200],
  [TEXT, said('incomplete'), 200],
  [TEXT, said('failed'), 200],
  [`${TEXT}/stream`, said('reasoning'), 200],
  [`${TEXT}/stream`, said('error-mid-stream', { model: SOL }), 200],
  [IMAGES, said('image', { image_size: '1024x640' }), 200],
  [`${IMAGES}/stream`, said('image', { image_size: '1024x640', partial_images: 1 }), 200],
  ['/api/responses/compact', { input: 'Hi' }, 200],
  [TEXT, said('text', background), 202],
  [`${TEXT}/stream`, said('text', background), 200],
  [IMAGES, said('image', { ...background, image_size: '1024x640' }), 202],
  // What costs nothing.
  [TEXT, said('rate-limit'), 429],
  [TEXT, { input: 7 }, 400],
  ['/api/responses/input-tokens', { input: 'Hi' }, 200],
];
const BACKGROUND = requests.filter(([, body]) => 'background' in body).length;

beforeAll(async () => {
  world = await startAccessWorld({ environment: { LOG_PAYLOADS: 'full' } });
  ada = await world.keyOf('ada', { limits: { usd_per_day: 500 } });
  bob = await world.keyOf('bob');
  admin = await world.keyOf('admin', { admin: true });
  for (const key of [ada, bob]) {
    await Promise.all(
      requests.map(async ([path, body, status]) => {
        const response = await world.ask(key, path, { body });
        const text = await response.text();
        expect([path, response.status, response.ok ? '' : text]).toEqual([path, status, status < 300 ? '' : text]);
      }),
    );
  }
  const once = { body: said('text'), headers: { 'idempotency-key': 'once' } };
  for (let time = 1; time <= 2; time += 1) await (await world.ask(ada, TEXT, once)).text();
  await settleAll();
});
afterAll(() => world.close());

/** Polls until every background response is settled. */
async function settleAll(): Promise<void> {
  const event = { shards: ALL_SHARDS, window_seconds: 30 };
  const { body } = await world.stack.host.invoke('poll-background', event);
  for await (const _ of body);
  expect(settled()).toHaveLength(2 * BACKGROUND);
}

const settled = () => world.stack.records().filter(({ message }) => message === 'background settled');

async function usage(key: string, by: string): Promise<Report> {
  const response = await world.ask(key, `/api/usage?by=${by}`);
  const body = JSON.parse(await response.text());
  expect([response.status, problemsOf('get-usage', 200, 'application/json', body)]).toEqual([200, []]);
  return body;
}

const nanosOf = (usd: unknown): number => Math.round(Number(usd ?? 0) * 1e9);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Every cost of the log. */
async function logged(): Promise<readonly Logged[]> {
  const interactions = world.stack
    .records()
    .filter(({ message }) => message === 'interaction')
    .map(({ endpoint, response, metadata }) => ({
      principal: textOf(fieldsOf(metadata).principal),
      endpoint: textOf(endpoint),
      model: textOf(fieldsOf(response).model),
      nanos: nanosOf(fieldsOf(metadata).cost_estimate),
    }));
  const owners = (await world.table.items()).filter(({ sk }) => sk?.S === 'OWNER');
  const jobs = settled().map(({ response_id: id, endpoint, model, cost_estimate: cost }) => ({
    principal: owners.find(({ pk }) => pk?.S === `OBJECT#${id}`)?.principal?.S ?? '',
    endpoint: textOf(endpoint),
    model: textOf(model),
    nanos: nanosOf(cost),
  }));
  return [...interactions, ...jobs].filter(({ nanos }) => nanos > 0);
}

function sumOf(costs: readonly Logged[], key: (cost: Logged) => string): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const cost of costs) sums[key(cost)] = (sums[key(cost)] ?? 0) + cost.nanos;
  return sums;
}

describe('the usage of an admin', () => {
  const today = new Date().toISOString().slice(0, 10);

  it.each([
    ['day', () => today],
    ['model', ({ model }: Logged) => model],
    ['endpoint', ({ endpoint }: Logged) => endpoint],
    ['principal', ({ principal }: Logged) => principal],
  ] as const)('by %s is the sum of the costs of the logs', async (by, key) => {
    const costs = await logged();
    expect(costs.length).toBeGreaterThanOrEqual(2 * (BACKGROUND + 7) + 1);
    // What a request has cost is counted when its answer is out, and its log record written.
    await expect
      .poll(async () => nanosOf((await usage(admin, by)).total.cost_usd), { timeout: 20_000 })
      .toBe(costs.reduce((sum, { nanos }) => sum + nanos, 0));
    const { rows, total } = await usage(admin, by);
    const priced = rows.filter(({ cost_usd: cost }) => cost > 0);
    expect(Object.fromEntries(priced.map(({ key, cost_usd: cost }) => [key, nanosOf(cost)]))).toEqual(
      sumOf(costs, key),
    );
    expect(total.requests - total.unpriced_requests).toBe(costs.length);
    for (const name of ['requests', 'input_tokens', 'output_tokens', 'unpriced_requests'] as const)
      expect(rows.reduce((sum, row) => sum + row[name], 0)).toBe(total[name]);
  });
});

describe('the usage of a caller', () => {
  it.each([
    ['ada', () => ada],
    ['bob', () => bob],
  ] as const)('is its own: %s', async (name, key) => {
    const everybody = await usage(admin, 'principal');
    const own = await usage(key(), 'principal');
    expect(own.rows).toEqual(everybody.rows.filter((row) => row.key === `bearer:${name}`));
    expect((await usage(key(), 'model')).total).toEqual(own.total);
  });

  it('is what its budget says was spent', async () => {
    const { total } = await usage(ada, 'day');
    const budget = await world.table.item('BUDGET#bearer:ada', new Date().toISOString().slice(0, 7));
    expect(Object.keys(budget ?? {}).filter((name) => name.startsWith('r_'))).toEqual([]);
    expect(Number(budget?.month?.N)).toBe(nanosOf(total.cost_usd));
    expect(total.unpriced_requests).toBe(0);
  });
});

it('nobody is told of usage without a key, and what is no day is refused', async () => {
  expect((await world.ask(undefined, '/api/usage')).status).toBe(401);
  const refused = await world.ask(ada, '/api/usage?from=2026-11-31');
  expect(await refused.json()).toMatchObject({ statusCode: 400, error_code: 'validation_failed', parameter: 'from' });
  expect(documentedAs('get-usage').statuses).toEqual(expect.arrayContaining(['200', '400', '401', '404', '503']));
});
