import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type Frame, readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { backgroundResponse, completedKeyOf, dueRecord, type Objects, objectsAt, poll } from './background-calls.ts';
import { backgroundEvents, type PlayedMessage, toldResponse } from './background-events.ts';
import { BUCKET, storage } from './image-calls.ts';
import { ask, DOORS, type Lifecycle, playLifecycle, queryOf, refusal, replay } from './lifecycle-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Two texts and a refusal, not all of it in ASCII, nor in one code unit a character. */
const MESSAGES: readonly PlayedMessage[] = [
  { kind: 'output_text', deltas: ['Es war ', 'einmal in 日本, ', '🦄🦄 „naïve“', ' – e\u0301nde'] },
  { kind: 'refusal', deltas: ['I can’t ', 'say that.'] },
  { kind: 'output_text', deltas: ['Once ', 'upon'] },
];
const TEXTS = MESSAGES.map(({ deltas }) => deltas.join(''));
const STREAMED = 'resp_streamed';
const EVENTS = backgroundEvents(STREAMED, MESSAGES);
const LAST = EVENTS.length - 1;
const CURSORS = [-1, ...EVENTS.map(({ sequence_number: sequence }) => sequence), LAST + 5];

let s3: LocalS3;
let objects: Objects;
let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  s3 = await startLocalS3({ bucket: BUCKET });
  objects = objectsAt(s3.url);
  upstream = await startUpstream();
  stack = await startStack({ upstream: upstream.url, environment: { ...storage(s3.url), OPENAI_MAX_RETRIES: '0' } });
});
afterAll(() => Promise.all([stack, upstream, s3].map((part) => part.close())));

/** Has a response settled by a poll that finds at OpenAI what `parts` say. */
async function archive(id: string, parts: Lifecycle, record: Parameters<typeof dueRecord>[1] = {}): Promise<void> {
  upstream.handle(playLifecycle(parts));
  await objects.record(dueRecord(id, record));
  await poll(stack);
  expect(await objects.keys()).toContain(completedKeyOf(id));
  upstream.handle(playLifecycle({ stream: refusal.tooOld }));
}

/** Asks for a stream after a number; -1 for all of it. */
function open(id: string, after: number, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${stack.url}/api/responses/${id}/stream${after < 0 ? '' : `?starting_after=${after}`}`, { headers });
}

async function replayed(id: string, after: number, headers: Readonly<Record<string, string>> = {}): Promise<Frame[]> {
  const response = await open(id, after, headers);
  expect([response.status, response.headers.get('x-response-source')]).toEqual([200, 'archive']);
  const all = await readFrames(response);
  expect(all.map(({ data }) => data.replayed)).toEqual(all.map(() => true));
  return all;
}

/** What each text has of itself once some frames have come. */
const textsOf = (all: readonly Pick<Frame, 'data'>[]) =>
  TEXTS.map((_, index) =>
    all.flatMap(({ data }) => (data.output_index === index ? [String(data.delta ?? '')] : [])).join(''),
  );

/** The deltas among the events up to a number, as frames have them. */
const delivered = (after: number) =>
  EVENTS.filter(({ sequence_number: sequence }) => sequence <= after).map((event) => ({ data: { ...event } }));

describe.each(DOORS)('a stream that OpenAI no longer replays, through %s,', (_door, headers) => {
  let end: Frame['data'];
  beforeAll(async () => {
    const whole = { retrieve: playJson(toldResponse(STREAMED, MESSAGES)), stream: replay(EVENTS) };
    upstream.handle(playLifecycle(whole));
    end = (await readFrames(await open(STREAMED, -1, headers))).at(-1)?.data ?? {};
    await archive(STREAMED, whole, { endpoint: 'stream-text' });
  });

  it.each(CURSORS)('goes on after event %i with OpenAI’s own events and numbers, and ends', async (after) => {
    const all = await replayed(STREAMED, after, headers);
    const rest = EVENTS.slice(Math.min(after + 1, LAST));
    expect(all.map(({ event, id }) => [event, id])).toEqual(
      rest.map(({ type, sequence_number: sequence }) => [type, String(sequence)]),
    );
    expect(all.map(({ data }) => data.sequence)).toEqual(rest.map(({ sequence_number: sequence }) => sequence));
    expect(textsOf([...delivered(after), ...all])).toEqual(TEXTS);
  });

  it('ends with the same usage, cost and names as it did at OpenAI', async () => {
    expect(end).toMatchObject({
      status: 'completed',
      usage: { total_tokens: 1200 },
      cost_estimate: expect.any(Number),
    });
    const last = (await replayed(STREAMED, 9, headers)).at(-1)?.data;
    expect(last).toEqual({ ...end, latency_ms: expect.any(Number), replayed: true });
  });

  it.each(CURSORS.slice(0, -2))('begun after event %i, goes on after each frame of the replay', async (after) => {
    const all = await replayed(STREAMED, after, headers);
    for (const [index, { id = '' }] of all.slice(0, -1).entries()) {
      const rest = await replayed(STREAMED, -1, { ...headers, 'last-event-id': id });
      expect(rest.map(({ event, data }) => [event, data.delta])).toEqual(
        all.slice(index + 1).map(({ event, data }) => [event, data.delta]),
      );
    }
  });
});

it('asks OpenAI first, and for its stream alone', async () => {
  await archive('resp_asked', { retrieve: playJson(toldResponse('resp_asked')) });
  const before = upstream.requests.length;
  await replayed('resp_asked', 3);
  const streams = upstream.requests.slice(before).map((request) => queryOf(request).get('stream'));
  expect(new Set(streams)).toEqual(new Set(['true']));
});

describe.each([
  ['was not streamed', 'create-text', replay(EVENTS)],
  ['was streamed but could not be read again', 'stream-text', refusal.tooOld],
  ['was streamed but broke off when it was read again', 'stream-text', replay(EVENTS.slice(0, -1))],
] as [string, 'create-text' | 'stream-text', UpstreamHandler][])('a response that %s', (name, endpoint, stream) => {
  const id = `resp_${name.replaceAll(' ', '_')}`;
  beforeAll(() => archive(id, { retrieve: playJson(toldResponse(id, MESSAGES)), stream }, { endpoint }));

  it('is played whole, with numbers of its own from 0 on', async () => {
    const all = await replayed(id, -1);
    const deltas = all.filter(({ event }) => event?.endsWith('.delta'));
    expect(deltas.map(({ event, data }) => [event, data.text_offset])).toEqual([
      ['response.output_text.delta', 0],
      ['response.refusal.delta', 0],
      ['response.output_text.delta', 0],
    ]);
    expect(textsOf(all)).toEqual(TEXTS);
    expect(all.map(({ id: number }) => Number(number))).toEqual([...all.keys()]);
    expect(all.at(-1)?.data).toMatchObject({ usage: { total_tokens: 1200 }, cost_estimate: expect.any(Number) });
  });

  it('goes on after each of them with the same frames, and begins anew after a number beyond them', async () => {
    const said = (frames: readonly Frame[]) =>
      frames.map(({ id: number, event, data: { latency_ms: _, ...data } }) => [number, event, data]);
    const all = await replayed(id, -1);
    for (const after of all.keys()) {
      expect(said(await replayed(id, after))).toEqual(said(all.slice(Math.min(after + 1, all.length - 1))));
    }
    expect(said(await replayed(id, all.length + 20))).toEqual(said(all));
  });
});

const dayAgo = new Date(Date.now() - 25 * 3_600_000).toISOString();

describe('the archived end of a response that', () => {
  it.each([
    [
      'failed',
      { error: { code: 'server_error', message: 'No' }, usage: null },
      { error: { code: 'server_error', message: 'No', hint: expect.any(String), retryable: true }, usage: null },
    ],
    ['incomplete', { incomplete_details: { reason: 'max_output_tokens' } }, { incomplete_details: {} }],
  ])('is %s is the end of its stream', async (status, fields, expected) => {
    const id = `resp_${status}`;
    await archive(id, { retrieve: playJson(backgroundResponse(id, status, fields)) });
    const all = await replayed(id, 40);
    expect(all.at(-1)).toMatchObject({ event: `response.${status}`, data: { response_id: id, status, ...expected } });
  });

  it.each([
    ['cancelled', 409, playJson(backgroundResponse('resp_x', 'cancelled')), {}, 'GET /api/responses/{id}'],
    ['lost', 404, refusal.notFound('resp_x'), {}, 'send the original request again'],
    ['expired', 410, playJson(backgroundResponse('resp_x', 'in_progress')), { created_at: dayAgo }, '/cancel'],
  ] as const)('was %s is none: it says so with %i', async (status, statusCode, retrieve, record, hint) => {
    const id = `resp_${status}`;
    await archive(id, { retrieve }, record);
    for (const refused of [refusal.tooOld, refusal.notFound(id)]) {
      upstream.handle(playLifecycle({ stream: refused }));
      expect(await ask(stack, 'GET', `/api/responses/${id}/stream?starting_after=3`)).toMatchObject({
        status: statusCode,
        body: { statusCode, error_code: `response_${status}`, hint: expect.stringContaining(hint) },
      });
    }
  });
});

describe.each([
  ['completed', 'response.completed'],
  ['incomplete', 'response.incomplete'],
  ['failed', 'response.failed'],
])('a stream of a %s response with nothing left after the number', (status, type) => {
  it.each([1, 7])('gets its end again (after %i)', async (after) => {
    const id = `resp_end_${status}`;
    const ended = backgroundResponse(id, status);
    const events = [
      { type: 'response.created', sequence_number: 0, response: backgroundResponse(id, 'queued') },
      { type, sequence_number: 1, response: ended },
    ];
    upstream.handle(playLifecycle({ stream: replay(events), retrieve: playJson(ended) }));
    const all = await readFrames(await open(id, after));
    expect(all).toMatchObject([
      {
        id: '1',
        event: type,
        data: { response_id: id, status, usage: { total_tokens: 1200 }, replayed: true, sequence: 1 },
      },
    ]);
  });
});

describe('a stream of which nothing comes', () => {
  it('is played from the response, since its caller may lack it', async () => {
    const retrieve = playJson(backgroundResponse('resp_empty', 'completed'));
    upstream.handle(playLifecycle({ stream: replay([]), retrieve }));
    const all = await readFrames(await open('resp_empty', 3));
    expect(all.map(({ event }) => event)).toEqual([
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(all[0]?.data).toMatchObject({ text_offset: 0, replayed: true });
  });

  it('and that has expired goes on where OpenAI knows its end after all', async () => {
    const id = 'resp_late';
    await archive(id, { retrieve: playJson(backgroundResponse(id, 'in_progress')) }, { created_at: dayAgo });
    const stream = refusal.tooOld;
    upstream.handle(playLifecycle({ stream, retrieve: playJson(backgroundResponse(id, 'completed')) }));
    const response = await open(id, 3);
    expect(response.headers.get('x-response-source')).toBe('openai');
    expect((await readFrames(response)).at(-1)).toMatchObject({
      event: 'response.completed',
      data: { replayed: true },
    });
  });
});

describe('a stream with nothing left after the number', () => {
  it('of a response that runs on was cut', async () => {
    const retrieve = playJson(backgroundResponse('resp_runs', 'in_progress'));
    upstream.handle(playLifecycle({ stream: replay([]), retrieve }));
    expect(await ask(stack, 'GET', '/api/responses/resp_runs/stream?starting_after=7')).toMatchObject({
      status: 502,
      body: { error_code: 'upstream_stream_truncated' },
    });
  });

  it('of a response that was cancelled has no end', async () => {
    const retrieve = playJson(backgroundResponse('resp_stopped', 'cancelled'));
    upstream.handle(playLifecycle({ stream: replay([]), retrieve }));
    expect(await ask(stack, 'GET', '/api/responses/resp_stopped/stream?starting_after=7')).toMatchObject({
      status: 409,
      body: { error_code: 'response_cancelled', hint: expect.stringContaining('GET /api/responses/{id}') },
    });
  });
});
