import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { expiredReservations, postponeReservation } from '../../lib/budget/expired-reservations.ts';
import { reservationShards } from '../../lib/budget/reservation.ts';
import { playJson } from '../support/upstream.ts';
import { poll } from './background-calls.ts';
import { body, COST, ended, PATH, type SpendingWorld, startSpendingWorld } from './spending-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const CALLS = 200;

let world: SpendingWorld;

beforeAll(async () => {
  world = await startSpendingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.play());

describe('a budget', () => {
  it('counts what a request has cost, in place of the most that it can cost', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(200);
    await world.settled(id, { usd: COST, held: 0 });
  });

  it('stops a request that could exceed it, before OpenAI is asked', async () => {
    const { id, key } = await world.caller({ usd_per_day: 0.001 });
    const before = world.upstream.requests.length;
    const response = await world.ask(key, PATH, { body: body() });
    expect(response.status).toBe(429);
    expect(response.headers.get('x-should-retry')).toBe('false');
    // It never fits: there is nothing to wait for.
    const { error_code, retry_after_seconds } = Object(await response.json());
    expect([error_code, retry_after_seconds]).toEqual(['budget_exceeded', undefined]);
    expect(world.upstream.requests).toHaveLength(before);
    expect(await world.month(id)).toEqual({ usd: 0, held: 0 });
  });

  it('is given back what OpenAI has refused', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    world.upstream.handle(playJson({ error: { message: 'No.', type: 'invalid_request_error' } }, 400));
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(400);
    await world.settled(id, { usd: 0, held: 0 });
  });

  it('is given back what never reached OpenAI', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    world.upstream.handle((_request, response) => void response.socket?.destroy());
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(502);
    await world.settled(id, { usd: 0, held: 0 });
  });

  it('is charged the most of an answer that was lost', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"object":', () => response.socket?.destroy());
    });
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(502);
    await vi.waitFor(async () => expect((await world.month(id)).held).toBe(0), { timeout: 20_000 });
    expect((await world.month(id)).usd).toBeGreaterThan(0.005);
  });

  it('holds of 200 at once: never is more spent and held than there is', async () => {
    const { id, key } = await world.caller({ usd_per_day: 0.05, usd_per_month: 0.05 });
    const answers = await Promise.all(Array.from({ length: CALLS }, () => world.ask(key, PATH, { body: body() })));
    const paid = answers.filter(({ status }) => status === 200).length;
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(CALLS - paid);
    expect(paid).toBeGreaterThan(0);
    await vi.waitFor(async () =>
      expect(await world.month(id)).toEqual({ usd: expect.closeTo(paid * COST, 9), held: 0 }),
    );
    expect(paid * COST).toBeLessThanOrEqual(0.05);
  });

  it('of a function that was killed, is settled by the poller from what OpenAI has', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
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
    expect(await world.month(id)).toMatchObject({ held: 1 });
    await expireAll();
    await poll(world.stack);
    await world.settled(id, { usd: COST, held: 0 });
  });

  it('of a function that was killed before OpenAI said anything, is charged the most', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    const begun = Promise.withResolvers<void>();
    world.upstream.handle(() => begun.resolve());
    const asked = world.ask(key, PATH, { body: body() }).then((response) => response.text());
    await begun.promise;
    for (const pid of world.stack.host.processes('create-text')) process.kill(pid, 'SIGKILL');
    await asked.catch(() => undefined);
    const before = await world.month(id);
    expect(before).toMatchObject({ held: 1 });
    await expireAll();
    await poll(world.stack);
    await world.settled(id, { usd: before.usd, held: 0 });
  });

  it('of a background response that is deleted before it is settled, is settled by that', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    world.upstream.handle((request, response) => {
      if (request.method === 'DELETE') return playJson({ id: 'resp_gone', deleted: true })(request, response);
      const status = request.method === 'GET' ? 'completed' : 'queued';
      return playJson({ ...ended('resp_gone', status), background: true })(request, response);
    });
    expect((await world.ask(key, PATH, { body: body({ background: true }) })).status).toBe(202);
    expect((await world.ask(key, '/api/responses/resp_gone', { method: 'DELETE' })).status).toBe(200);
    await world.settled(id, { usd: COST, held: 0 });
  });

  it('of a response that has failed is given back', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    world.upstream.handle(playJson({ ...ended('resp_failed', 'failed'), usage: null }));
    expect((await world.ask(key, PATH, { body: body() })).status).toBe(200);
    await world.settled(id, { usd: 0, held: 0 });
  });

  it('of a background response is settled with it', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    world.upstream.handle((request, response) =>
      playJson({ ...ended('resp_later', request.method === 'GET' ? 'completed' : 'queued'), background: true })(
        request,
        response,
      ),
    );
    expect((await world.ask(key, PATH, { body: body({ background: true }) })).status).toBe(202);
    await world.settled(id, { usd: expect.any(Number), held: 1 });
    await vi.waitFor(async () => expect((await poll(world.stack)).settled).toBe(1), { timeout: 20_000, interval: 500 });
    await world.settled(id, { usd: COST, held: 0 });
  });
});

/** As if the time had passed in which the requests of all reservations would have ended. */
async function expireAll(): Promise<void> {
  const all = await expiredReservations(world.table.table, [...reservationShards], new Date('2100-01-01T00:00:00Z'));
  for (const { reservation, responseId } of all)
    await postponeReservation(world.table.table, reservation, responseId, new Date(Date.now() - 1000));
}
