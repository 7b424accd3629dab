import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { expiredReservations, postponeReservation } from '../../lib/budget/expired-reservations.ts';
import { reservationShards } from '../../lib/budget/reservation.ts';
import { numberOf } from '../../lib/storage/table/table.ts';
import { playJson } from '../support/upstream.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { poll } from './background-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/responses/text';
const MONTH = new Date().toISOString().slice(0, 7);
/** 1,000 tokens in, 100 out, of a model at 1 and 5 US dollars a million. */
const COST = 0.0015;

let world: AccessWorld;
let callers = 0;
let responses = 0;

beforeAll(async () => {
  world = await startAccessWorld({ ownUpstream: true });
});
afterAll(() => world.close());
beforeEach(() =>
  world.upstream.handle((request, response) => playJson(ended(`resp_${++responses}`))(request, response)),
);

function ended(id: string, status = 'completed') {
  const usage = { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 };
  return { id, object: 'response', status, model: 'gpt-6.1-terra', created_at: 1_795_000_000, output: [], usage };
}

async function caller(limits: object) {
  callers += 1;
  const id = `spender${callers}`;
  return { id: `bearer:${id}`, key: await world.keyOf(id, { limits }) };
}

/** What is spent and held of a principal's month, in US dollars. */
async function month(id: string) {
  const item = await world.table.item(`BUDGET#${id}`, MONTH);
  const held = Object.keys(item ?? {}).filter((name) => name.startsWith('r_')).length;
  return { usd: (numberOf(item, 'month') ?? 0) / 1e9, held };
}

const body = (more: object = {}) => ({ input: 'Hi', model: 'gpt-6.1-terra', max_output_tokens: 1000, ...more });

/** Waits until the principal's month is so; it is counted after the answer is out. */
const settled = (id: string, expected: object) =>
  vi.waitFor(async () => expect(await month(id)).toEqual(expected), { timeout: 20_000 });

describe('a budget', () => {
  it('counts what a request has cost, in place of the most that it can cost', async () => {
    const { id, key } = await caller({ usd_per_day: 1 });
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(200);
    await settled(id, { usd: COST, held: 0 });
  });

  it('stops a request that could exceed it, before OpenAI is asked', async () => {
    const { id, key } = await caller({ usd_per_day: 0.001 });
    const before = world.upstream.requests.length;
    const response = await world.ask(key, PATH, { body: body() });
    expect(response.status).toBe(429);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toMatchObject({
      error_code: 'budget_exceeded',
      retry_after_seconds: expect.any(Number),
    });
    expect(world.upstream.requests).toHaveLength(before);
    expect(await month(id)).toEqual({ usd: 0, held: 0 });
  });

  it('is given back what OpenAI has refused', async () => {
    const { id, key } = await caller({ usd_per_day: 1 });
    world.upstream.handle(playJson({ error: { message: 'No.', type: 'invalid_request_error' } }, 400));
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(400);
    await settled(id, { usd: 0, held: 0 });
  });

  it('is given back what never reached OpenAI', async () => {
    const { id, key } = await caller({ usd_per_day: 1 });
    world.upstream.handle((_request, response) => void response.socket?.destroy());
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(502);
    await settled(id, { usd: 0, held: 0 });
  });

  it('is charged the most of an answer that was lost', async () => {
    const { id, key } = await caller({ usd_per_day: 1 });
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"object":', () => response.socket?.destroy());
    });
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(502);
    await vi.waitFor(async () => expect((await month(id)).held).toBe(0), { timeout: 20_000 });
    expect((await month(id)).usd).toBeGreaterThan(0.005);
  });

  it('holds of many at once: never is more spent and held than there is', async () => {
    const { id, key } = await caller({ usd_per_day: 0.05, usd_per_month: 0.05 });
    const answers = await Promise.all(Array.from({ length: 16 }, () => world.ask(key, PATH, { body: body() })));
    const paid = answers.filter(({ status }) => status === 200).length;
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(16 - paid);
    expect(paid).toBeGreaterThan(0);
    await vi.waitFor(async () => expect(await month(id)).toEqual({ usd: expect.closeTo(paid * COST, 9), held: 0 }));
    expect(paid * COST).toBeLessThanOrEqual(0.05);
  });

  it('of a function that was killed, is settled by the poller from what OpenAI has', async () => {
    const { id, key } = await caller({ usd_per_day: 1 });
    const begun = Promise.withResolvers<void>();
    world.upstream.handle((request, response) => {
      if (request.method === 'GET') return playJson(ended('resp_killed'))(request, response);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const created = { type: 'response.created', sequence_number: 0, response: ended('resp_killed', 'in_progress') };
      response.write(`event: response.created\ndata: ${JSON.stringify(created)}\n\n`);
      begun.resolve();
    });
    const asked = world.ask(key, `${PATH}/stream`, { body: body() }).then((response) => response.text());
    await begun.promise;
    await vi.waitFor(async () => expect(await world.table.item('OBJECT#resp_killed', 'OWNER')).toBeDefined());
    for (const pid of world.stack.host.processes('stream-text')) process.kill(pid, 'SIGKILL');
    await asked.catch(() => undefined);
    expect(await month(id)).toMatchObject({ held: 1 });
    await expireAll();
    await poll(world.stack);
    await settled(id, { usd: COST, held: 0 });
  });

  it('of a function that was killed before OpenAI said anything, is charged the most', async () => {
    const { id, key } = await caller({ usd_per_day: 1 });
    const begun = Promise.withResolvers<void>();
    world.upstream.handle(() => begun.resolve());
    const asked = world.ask(key, PATH, { body: body() }).then((response) => response.text());
    await begun.promise;
    for (const pid of world.stack.host.processes('create-text')) process.kill(pid, 'SIGKILL');
    await asked.catch(() => undefined);
    const before = await month(id);
    expect(before).toMatchObject({ held: 1 });
    await expireAll();
    await poll(world.stack);
    await settled(id, { usd: before.usd, held: 0 });
  });

  it('of a background response is settled with it', async () => {
    const { id, key } = await caller({ usd_per_day: 1 });
    world.upstream.handle((request, response) =>
      playJson({ ...ended('resp_later', request.method === 'GET' ? 'completed' : 'queued'), background: true })(
        request,
        response,
      ),
    );
    expect((await world.ask(key, PATH, { body: body({ background: true }) })).status).toBe(202);
    await settled(id, { usd: expect.any(Number), held: 1 });
    await vi.waitFor(async () => expect((await poll(world.stack)).settled).toBe(1), { timeout: 20_000, interval: 500 });
    await settled(id, { usd: COST, held: 0 });
  });
});

/** As if the time had passed in which the requests of all reservations would have ended. */
async function expireAll(): Promise<void> {
  const all = await expiredReservations(world.table.table, [...reservationShards], new Date('2100-01-01T00:00:00Z'));
  for (const { reservation, responseId } of all)
    await postponeReservation(world.table.table, reservation, responseId, new Date(Date.now() - 1000));
}

describe('a repeated request', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key });

  it('gets the first answer, and is paid once', async () => {
    const { id, key } = await caller({ usd_per_day: 1 });
    const before = world.upstream.requests.length;
    const first = await world.ask(key, PATH, { body: body(), headers: keyed('once') });
    const second = await world.ask(key, PATH, { body: body(), headers: keyed('once') });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.text()).toBe(await first.text());
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(world.upstream.requests).toHaveLength(before + 1);
    await settled(id, { usd: COST, held: 0 });
  });

  it('is refused with another body, and is its own for another caller', async () => {
    const { key } = await caller({});
    const other = await caller({});
    await world.ask(key, PATH, { body: body(), headers: keyed('same') });
    const changed = await world.ask(key, PATH, { body: body({ input: 'Bye' }), headers: keyed('same') });
    expect(await changed.json()).toMatchObject({ statusCode: 422, error_code: 'idempotency_key_reused' });
    const theirs = await world.ask(other.key, PATH, { body: body(), headers: keyed('same') });
    expect(theirs.headers.get('idempotent-replayed')).toBeNull();
  });

  it('waits while the first one runs', async () => {
    const { key } = await caller({});
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    world.upstream.handle(async (request, response) => {
      begun.resolve();
      await goOn.promise;
      await playJson(ended('resp_slow'))(request, response);
    });
    const first = world.ask(key, PATH, { body: body(), headers: keyed('slow') });
    await begun.promise;
    const second = await world.ask(key, PATH, { body: body(), headers: keyed('slow') });
    expect(await second.json()).toMatchObject({
      statusCode: 409,
      error_code: 'idempotency_in_progress',
      retry_after_seconds: expect.any(Number),
    });
    goOn.resolve();
    expect((await first).status).toBe(200);
  });

  it('may be sent again after OpenAI has refused it', async () => {
    const { key } = await caller({});
    world.upstream.handle(playJson({ error: { message: 'No.', type: 'invalid_request_error' } }, 400));
    expect((await world.ask(key, PATH, { body: body(), headers: keyed('refused') })).status).toBe(400);
    world.upstream.handle(playJson(ended('resp_again')));
    await vi.waitFor(async () =>
      expect((await world.ask(key, PATH, { body: body(), headers: keyed('refused') })).status).toBe(200),
    );
  });

  it('is not sent again where nobody knows whether it was paid', async () => {
    const { key } = await caller({});
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"object":', () => response.socket?.destroy());
    });
    expect((await world.ask(key, PATH, { body: body(), headers: keyed('lost') })).status).toBe(502);
    world.upstream.handle(playJson(ended('resp_twice')));
    await vi.waitFor(async () => {
      const again = await world.ask(key, PATH, { body: body(), headers: keyed('lost') });
      expect(await again.json()).toMatchObject({ statusCode: 409, error_code: 'idempotency_outcome_unknown' });
    });
  });

  it('of a stream is told which response it was', async () => {
    const { key } = await caller({});
    const stream = [
      { type: 'response.created', sequence_number: 0, response: ended('resp_streamed', 'in_progress') },
      { type: 'response.completed', sequence_number: 1, response: ended('resp_streamed') },
    ];
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(stream.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
    });
    const first = await world.ask(key, `${PATH}/stream`, { body: body(), headers: keyed('streamed') });
    expect(await first.text()).toContain('response.completed');
    await vi.waitFor(async () => {
      const again = await world.ask(key, `${PATH}/stream`, { body: body(), headers: keyed('streamed') });
      expect(await again.json()).toEqual({
        response_id: 'resp_streamed',
        replayed: true,
        response: { method: 'GET', path: '/api/responses/resp_streamed' },
        resume: null,
      });
    });
  });
});
