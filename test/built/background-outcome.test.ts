import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { endpoints } from '../../lib/endpoints/table.ts';
import { readFrames } from '../support/read-frames.ts';
import { type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { backgroundResponse, pendingKeyOf, STARTING } from './background-calls.ts';
import { backgroundEvents, EVENT_TYPES, openStream, queued } from './background-upstream.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { delta } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const IDLE_MS = 1000;
const request = { input: 'A shore', background: true };
let world: BackgroundWorld;

type Reply = Parameters<UpstreamHandler>[1];

beforeAll(async () => {
  world = await startBackgroundWorld({
    endpoints: endpoints.map((row) => ({ ...row, timeoutSeconds: Math.min(row.timeoutSeconds, 8) })),
    environment: {
      OPENAI_TIMEOUT: '2000',
      OPENAI_STREAM_IDLE_TIMEOUT: String(IDLE_MS),
      OPENAI_MAX_RETRIES: '2',
      OPENAI_RETRY_DELAY: '0',
    },
  });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Asks, and tells what was answered and how often OpenAI was asked to begin. */
async function ask(path: string, handler: UpstreamHandler, safetyIdentifier: string) {
  const before = world.upstream.requests.length;
  world.upstream.handle(handler);
  const response = await world.stack.post(path, { ...request, safety_identifier: safetyIdentifier });
  const body = (await response.json()) as Record<string, unknown>;
  const begun = world.upstream.requests.slice(before).filter(({ url }) => url === '/v1/responses');
  return { status: response.status, body, begun: begun.length };
}

/** Writes JSON, and then nothing more; breaks the connection after it; or ends. */
function stall(reply: Reply, text: string, written?: () => void): void {
  reply.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_lost' }).write(text, written);
}
function cut(reply: Reply, text: string): void {
  stall(reply, text, () => reply.socket?.destroySoon());
}
function whole(reply: Reply, text: string): void {
  stall(reply, text);
  reply.end();
}

/** How an answer may be lost without a word of which response it is about. */
const UNKNOWN: readonly [string, number, UpstreamHandler][] = [
  ['resets the connection', 502, (_request, reply) => void reply.socket?.resetAndDestroy()],
  ['closes the connection', 502, (_request, reply) => void reply.socket?.destroySoon()],
  ['never answers', 504, () => {}],
  ['answers with no HTTP', 502, (_request, reply) => void reply.socket?.write('garbage\r\n\r\n')],
  ['answers with 101', 502, (_request, reply) => void reply.socket?.write('HTTP/1.1 101 Odd\r\n\r\n')],
  ['answers with status 999', 502, (_request, reply) => void reply.writeHead(999).end()],
  [
    'answers with a page',
    502,
    (_request, reply) => void reply.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  ],
  [
    'answers in a coding that nobody knows',
    502,
    (_request, reply) => void reply.writeHead(200, { 'content-encoding': 'rot13' }).end('{}'),
  ],
  [
    'answers in a coding that it does not have',
    502,
    (_request, reply) =>
      void reply.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end('{}'),
  ],
  ['begins a body and breaks', 502, (_request, reply) => cut(reply, '{')],
  ['begins a body and stalls', 504, (_request, reply) => stall(reply, '{')],
  ['answers with an object of nothing', 502, (_request, reply) => whole(reply, '{}')],
];

describe.each(STARTING)('%s in the background, where OpenAI', (name, path) => {
  it.each(UNKNOWN)('%s says with %d that nobody knows, and begins no second one', async (what, status, handler) => {
    const safetyIdentifier = `${name}: ${what}`;
    const answer = await ask(path, handler, safetyIdentifier);
    expect(answer).toMatchObject({
      status,
      begun: 1,
      body: { error_code: 'background_outcome_unknown', hint: expect.stringContaining('/api/responses/{id}') },
    });
    const logged = await world.stack.logged(`"message":"background_outcome_unknown"`);
    expect(JSON.parse(logged.line)).toMatchObject({ level: 'ERROR' });
    const named = world.stack.records().filter((line) => line.message === 'background_outcome_unknown');
    expect(named.map((line) => line.safety_identifier)).toContain(safetyIdentifier);
    // Every end leaves its record.
    await world.stack.logged(`"safety_identifier":"${safetyIdentifier}","openai_request_id"`);
    expect(await world.objects.keys()).toEqual([]);
  });

  it('refuses says what OpenAI said', async () => {
    const refuses: UpstreamHandler = (_request, reply) =>
      void reply.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"No","code":"c"}}');
    expect(await ask(path, refuses, `${name}: refused`)).toMatchObject({ status: 400, begun: 1 });
  });
});

const part = (id: string) => JSON.stringify(backgroundResponse(id, 'queued')).slice(0, -30);
/** How an answer may be lost that has told which response it is about. */
const NAMED: readonly [string, string, (reply: Reply, id: string) => unknown][] = [
  ['breaks', 'upstream_connection_lost', (reply, id) => cut(reply, part(id))],
  ['stalls', 'upstream_stalled', (reply, id) => stall(reply, part(id))],
  ['ends too early', 'upstream_invalid_response', (reply, id) => whole(reply, part(id))],
];

describe.each(STARTING.filter(([, , streams]) => !streams))('%s, whose answer', (name, path) => {
  it.each(NAMED)('%s after the id is followed', async (what, code, act) => {
    const id = `resp_${name}_${what.replaceAll(' ', '_')}`;
    const answer = await ask(path, (_request, reply) => void act(reply, id), id);
    expect(answer).toMatchObject({
      begun: 1,
      body: {
        error_code: code,
        message: expect.stringContaining(id),
        hint: expect.stringContaining(`GET /api/responses/${id}`),
      },
    });
    expect(await world.objects.json(pendingKeyOf(id))).toMatchObject({ id, endpoint: name });
  });
});

describe.each(STARTING.filter(([, , streams]) => streams))('a background stream of %s', (name, path) => {
  const created = (id: string) => upstreamFrame(queued(id));

  it.each<readonly [string, string, (reply: Reply, id: string) => unknown]>([
    [
      'breaks',
      'upstream_connection_lost',
      (reply, id) => reply.write(created(id).slice(0, -40), () => reply.socket?.destroySoon()),
    ],
    ['ends', 'upstream_stream_truncated', (reply, id) => reply.end(created(id).slice(0, -40))],
    ['stalls', 'upstream_timeout', (reply, id) => reply.write(created(id).slice(0, -40))],
  ])('that %s within the event that names the response is followed', async (what, code, act) => {
    const id = `resp_${name}_${what}`;
    const answer = await ask(
      path,
      openStream('', (_incoming, reply) => act(reply, id)),
      id,
    );
    expect(answer).toMatchObject({ begun: 1, body: { error_code: code, message: expect.stringContaining(id) } });
    expect(await world.objects.json(pendingKeyOf(id))).toMatchObject({ id, endpoint: name });
  });

  it('that is answered whole is played, and followed all the same', async () => {
    const id = `resp_${name}_json`;
    const inOne: UpstreamHandler = (_request, reply) => whole(reply, JSON.stringify(backgroundResponse(id, 'queued')));
    world.upstream.handle(inOne);
    const response = await world.stack.post(path, { ...request, safety_identifier: id });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining(id)]);
    expect(await world.objects.json(pendingKeyOf(id))).toMatchObject({ id, endpoint: name });
  });

  it.each([
    ['comments', ': keep-alive\n\n'],
    ['events', 'event: keepalive\ndata: {"type":"keepalive"}\n\n'],
  ])(
    'that is kept alive by %s for longer than headers or any silence may take comes whole',
    async (what, heartbeat) => {
      const id = `resp_${name}_${what}`;
      world.upstream.handle(
        openStream('', (_incoming, reply) => {
          let left = 12;
          const beat = setInterval(() => {
            left -= 1;
            if (left > 0) {
              reply.write(heartbeat);
              return;
            }
            clearInterval(beat);
            reply.end(backgroundEvents(id).map(upstreamFrame).join(''));
          }, IDLE_MS / 4);
        }),
      );
      const response = await world.stack.post(path, request);
      expect(response.status).toBe(200);
      const types = (await readFrames(response)).map(({ event }) => event);
      expect(types.filter((type) => type !== 'keepalive')).toEqual(EVENT_TYPES);
      expect(await world.objects.keys()).toEqual([pendingKeyOf(id)]);
    },
  );

  it('that is kept alive to the deadline, without a response, is of unknown outcome', async () => {
    const answer = await ask(
      path,
      openStream('', (incoming, reply) => {
        const beat = setInterval(() => reply.write(': keep-alive\n\n'), IDLE_MS / 4);
        void incoming.closed.then(() => clearInterval(beat));
      }),
      `${name}: kept alive`,
    );
    expect(answer).toMatchObject({ status: 504, begun: 1, body: { error_code: 'background_outcome_unknown' } });
  });

  it('that breaks after the event that names the response is followed', async () => {
    const id = `resp_${name}_later`;
    world.upstream.handle(
      openStream(created(id), (_incoming, reply) =>
        reply.write(upstreamFrame(delta(1, 'Hi')), () => reply.socket?.destroySoon()),
      ),
    );
    const all = await readFrames(await world.stack.post(path, request));
    expect(all.at(-1)?.data).toMatchObject({ response_id: id });
    expect(await world.objects.keys()).toEqual([pendingKeyOf(id)]);
  });
});

describe('a record that S3 does not take before the deadline', () => {
  it.each(STARTING)('%s cancels its response', async (name, path) => {
    const id = `resp_${name}_hung`;
    world.gate.gate({ before: () => new Promise<never>(() => {}) });
    const handler: UpstreamHandler = (incoming, reply) => {
      if (incoming.url.endsWith('/cancel')) return whole(reply, JSON.stringify(backgroundResponse(id, 'cancelled')));
      if (incoming.json().stream === true)
        return openStream(upstreamFrame(queued(id)), () => undefined)(incoming, reply);
      return whole(reply, JSON.stringify(backgroundResponse(id, 'queued')));
    };
    const answer = await ask(path, handler, id);
    expect(answer).toMatchObject({ status: 502, begun: 1, body: { error_code: 'background_not_recorded' } });
    expect(world.upstream.requests.at(-1)?.url).toBe(`/v1/responses/${id}/cancel`);
  });
});
