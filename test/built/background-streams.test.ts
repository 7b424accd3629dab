import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readFrames } from '../support/read-frames.ts';
import { type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { pendingKeyOf, STARTING } from './background-calls.ts';
import { backgroundEvents, EVENT_TYPES, holdBack, openStream, queued, recorded, TEXT } from './background-upstream.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { delta } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const STREAMS = STARTING.filter(([, , streams]) => streams);
const request = { input: 'A shore', background: true };
let world: BackgroundWorld;

beforeAll(async () => {
  world = await startBackgroundWorld({ environment: { OPENAI_STREAM_IDLE_TIMEOUT: '1000' } });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe.each(STREAMS)('a background stream of %s', (name, path) => {
  it('says how to resume it where it is cut', async () => {
    const id = 'resp_cut';
    const seen = recorded(world.gate, id);
    world.upstream.handle(
      openStream(upstreamFrame(queued(id)), async (_incoming, response) => {
        await seen;
        response.write(upstreamFrame(delta(1, 'Hello')), () => response.socket?.destroySoon());
      }),
    );
    const all = await readFrames(await world.stack.post(path, request));
    expect(all.map(({ event: type }) => type)).toEqual([...EVENT_TYPES.slice(0, 2), 'error']);
    expect(all.at(-1)?.data).toMatchObject({
      code: 'upstream_connection_lost',
      response_id: id,
      last_sequence: 1,
      resume: { method: 'GET', path: `/api/responses/${id}/stream?starting_after=1`, starting_after: 1 },
    });
    expect(await world.objects.keys()).toEqual([pendingKeyOf(id)]);
  });

  it.each([
    ['is reset', 'upstream_connection_lost', (response) => response.socket?.resetAndDestroy()],
    ['ends', 'upstream_stream_truncated', (response) => response.end()],
  ] as [string, string, (response: Parameters<UpstreamHandler>[1]) => void][])(
    'that %s while it is recorded ends in one error frame, %s',
    async (_what, code, stop) => {
      const id = 'resp_meanwhile';
      const { reached, release } = holdBack(world.gate);
      world.upstream.handle(
        openStream(upstreamFrame(queued(id)), async (incoming, response) => {
          await reached;
          stop(response);
          await incoming.closed;
          release();
        }),
      );
      const all = await readFrames(await world.stack.post(path, request));
      // What a broken connection still had may be gone: the stream then resumes from its beginning.
      const delivered = all.slice(0, -1).map(({ event: type }) => type);
      expect([[], ['response.created']]).toContainEqual(delivered);
      const from = `/api/responses/${id}/stream`;
      expect(all.at(-1)).toMatchObject({
        event: 'error',
        data: {
          code,
          response_id: id,
          resume:
            delivered.length === 0
              ? { path: from, starting_after: null }
              : { path: `${from}?starting_after=0`, starting_after: 0 },
        },
      });
      expect(await world.objects.keys()).toEqual([pendingKeyOf(id)]);
      expect(world.stack.logs.filter(({ name: by, source }) => by === name && source === 'platform')).toEqual([]);
    },
  );

  it.each([
    [
      'is cut',
      502,
      'background_outcome_unknown',
      (response) => response.write(': hello\n\n', () => response.socket?.resetAndDestroy()),
    ],
    ['is silent', 504, 'background_outcome_unknown', () => {}],
    [
      'says nothing of a response',
      504,
      'background_outcome_unknown',
      (response) => response.write(upstreamFrame(delta(0, 'Hi'))),
    ],
    ['ends empty', 502, 'background_outcome_unknown', (response) => response.end()],
    ['is garbage', 502, 'background_outcome_unknown', (response) => response.end('data: {"type":\n\n')],
  ] as [string, number, string, (response: Parameters<UpstreamHandler>[1]) => void][])(
    'that %s before there is a response is an error of status %d',
    async (_what, status, code, act) => {
      world.upstream.handle(openStream('', (_incoming, response) => act(response.flushHeaders() ?? response)));
      const response = await world.stack.post(path, request);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        status,
        expect.stringMatching(/^application\/json/),
      ]);
      expect(await response.json()).toMatchObject({ error_code: code, hint: expect.any(String) });
      await world.upstream.requests.at(-1)?.closed;
      expect(await world.objects.keys()).toEqual([]);
    },
  );

  it.each([
    [
      'fails at once',
      upstreamFrame({ type: 'error', sequence_number: 0, code: 'server_error', message: 'No', param: null } as never),
      [['error', 'server_error']],
    ],
  ])('that %s before there is a response says so in a frame', async (_what, bytes, expected) => {
    world.upstream.handle(openStream('', (_incoming, response) => void response.end(bytes)));
    const all = await readFrames(await world.stack.post(path, request));
    expect(all.map(({ event: type, data }) => [type, data.code])).toEqual(expected);
    expect(await world.objects.keys()).toEqual([]);
  });

  it('comes out whole where every byte comes alone', async () => {
    const id = 'resp_bytes';
    world.upstream.handle(
      openStream('', async (_incoming, response) => {
        for (const byte of Buffer.from(backgroundEvents(id).map(upstreamFrame).join(''))) {
          response.write(Buffer.of(byte));
          await setImmediate();
        }
        response.end();
      }),
    );
    await expectWhole(await world.stack.post(path, request));
  });

  it('comes out whole wherever it is cut after the event that names the response', async () => {
    const [created = '', ...others] = backgroundEvents('').map(upstreamFrame);
    const tail = Buffer.from(others.join(''));
    const next = Buffer.byteLength(others[0] ?? '');
    expect(created).toContain('response.created');
    for (let cut = 0; cut <= next; cut += 1) {
      const id = `resp_cut_${cut}`;
      const seen = recorded(world.gate, id);
      const first = Buffer.from(upstreamFrame(queued(id)));
      world.upstream.handle(
        openStream(Buffer.concat([first, tail.subarray(0, cut)]), async (_incoming, response) => {
          await seen;
          response.end(tail.subarray(cut));
        }),
      );
      await expectWhole(await world.stack.post(path, request));
    }
  });

  async function expectWhole(response: Response): Promise<void> {
    const all = await readFrames(response);
    expect(all.map(({ event: type, data }) => [type, data.sequence])).toEqual(
      EVENT_TYPES.map((type, index) => [type, index]),
    );
    expect(all[1]?.data.delta).toBe(TEXT);
  }
});
