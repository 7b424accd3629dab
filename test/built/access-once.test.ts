import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { playJson } from '../support/upstream.ts';
import { body, COST, ended, PATH, type SpendingWorld, startSpendingWorld } from './spending-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: SpendingWorld;

beforeAll(async () => {
  world = await startSpendingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.play());

describe('a repeated request', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key });

  it('gets the first answer, and is paid once', async () => {
    const { id, key } = await world.caller({ usd_per_day: 1 });
    const before = world.upstream.requests.length;
    const first = await world.ask(key, PATH, { body: body(), headers: keyed('once') });
    const second = await world.ask(key, PATH, { body: body(), headers: keyed('once') });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.text()).toBe(await first.text());
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(world.upstream.requests).toHaveLength(before + 1);
    await world.settled(id, { usd: COST, held: 0 });
  });

  it('is refused with another body, and is its own for another caller', async () => {
    const { key } = await world.caller({});
    const other = await world.caller({});
    await world.ask(key, PATH, { body: body(), headers: keyed('same') });
    const changed = await world.ask(key, PATH, { body: body({ input: 'Bye' }), headers: keyed('same') });
    expect(await changed.json()).toMatchObject({ statusCode: 422, error_code: 'idempotency_key_reused' });
    const theirs = await world.ask(other.key, PATH, { body: body(), headers: keyed('same') });
    expect(theirs.headers.get('idempotent-replayed')).toBeNull();
  });

  it('waits while the first one runs', async () => {
    const { key } = await world.caller({});
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
    const { key } = await world.caller({});
    world.upstream.handle(playJson({ error: { message: 'No.', type: 'invalid_request_error' } }, 400));
    expect((await world.ask(key, PATH, { body: body(), headers: keyed('refused') })).status).toBe(400);
    world.upstream.handle(playJson(ended('resp_again')));
    await vi.waitFor(async () =>
      expect((await world.ask(key, PATH, { body: body(), headers: keyed('refused') })).status).toBe(200),
    );
  });

  it('is not sent again where nobody knows whether it was paid', async () => {
    const { key } = await world.caller({});
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
    const { key } = await world.caller({});
    const stream = [
      { type: 'response.created', sequence_number: 0, response: ended('resp_streamed', 'in_progress') },
      { type: 'response.completed', sequence_number: 1, response: ended('resp_streamed') },
    ];
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(stream.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
    });
    const stored = body({ store: true });
    const first = await world.ask(key, `${PATH}/stream`, { body: stored, headers: keyed('streamed') });
    expect(await first.text()).toContain('response.completed');
    await vi.waitFor(async () => {
      const again = await world.ask(key, `${PATH}/stream`, { body: stored, headers: keyed('streamed') });
      expect(await again.json()).toEqual({
        response_id: 'resp_streamed',
        replayed: true,
        response: { method: 'GET', path: '/api/responses/resp_streamed' },
        resume: null,
      });
    });
  });
});
