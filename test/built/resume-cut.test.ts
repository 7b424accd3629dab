import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type Frame, readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playEvents, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { backgroundResponse } from './background-calls.ts';
import { backgroundEvents, numbered } from './background-events.ts';
import { CUTS, ends, kept, readCut, resumePathOf } from './cut-streams.ts';
import { BUCKET, storage } from './image-calls.ts';
import { ask, DOORS, type NumberedEvent, playLifecycle, queryOf, replay } from './lifecycle-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_cut';
const EVENTS = backgroundEvents(ID);
const LAST = EVENTS.length - 1;
const STREAM = `/api/responses/${ID}/stream`;

type Headers = Readonly<Record<string, string>>;
let s3: LocalS3;
let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  s3 = await startLocalS3({ bucket: BUCKET });
  upstream = await startUpstream();
  stack = await startStack({
    upstream: upstream.url,
    environment: { ...storage(s3.url), OPENAI_MAX_RETRIES: '0' },
  });
});
afterAll(() => Promise.all([stack, upstream, s3].map((part) => part.close())));

const create = (headers: Headers) =>
  stack.post('/api/responses/text/stream', { input: 'Hello', background: true, store: true }, { headers });
const get = (path: string, headers: Headers) => fetch(`${stack.url}${path}`, { headers });

/**
 * The queries of the requests to OpenAI whose events a resumed stream is made of. What it reads of the events before, to
 * know their items, is its own affair.
 */
async function askedFor(path: string, headers: Headers): Promise<URLSearchParams[]> {
  const before = upstream.requests.length;
  await resume(EVENTS, path, headers);
  const requests = upstream.requests.slice(before);
  for (const { method, url, body } of requests)
    expect([method, url.split('?')[0], body]).toEqual(['GET', `/v1/responses/${ID}`, '']);
  const queries = requests.map(queryOf);
  const after = queries.filter((query) => query.has('starting_after'));
  return after.length > 0 ? after : queries;
}

/** Resumes from an upstream that still replays the whole stream. */
async function resume(events: readonly NumberedEvent[], path: string, headers: Headers): Promise<Frame[]> {
  upstream.handle(playLifecycle({ stream: replay(events) }));
  const response = await get(path, headers);
  expect(response.status).toBe(200);
  return readFrames(response);
}

/** What comes of a stream that is not cut, checked to be all of it. */
async function uncut(events: readonly NumberedEvent[], headers: Headers) {
  const whole = replay(events);
  upstream.handle(playLifecycle({ create: whole }));
  const all = kept(await readFrames(await create(headers)));
  expect(all.map(({ id, event }) => [id, event])).toEqual(
    events.map(({ type, sequence_number }) => [String(sequence_number), type]),
  );
  return all;
}

describe.each(DOORS)('through %s', (_door, headers) => {
  const everyEvent = EVENTS.slice(0, -1).map(({ sequence_number, type }) => [sequence_number, type] as const);

  describe.each(CUTS)('a background stream that %s', (_name, code, cut) => {
    it.each(everyEvent)('after event %i, %s, goes on where its error frame says', async (last) => {
      const first = await readCut(upstream, { events: EVENTS, last, cut }, () => create(headers));
      const error = first.pop();
      expect(error).toMatchObject({ id: undefined, event: 'error' });
      expect(error?.data).toEqual({
        code,
        message: expect.any(String),
        hint: expect.any(String),
        param: null,
        retryable: true,
        response_id: ID,
        last_sequence: last,
        resume: { method: 'GET', path: `${STREAM}?starting_after=${last}`, starting_after: last },
        sequence: last + 1,
      });
      const rest = await resume(EVENTS, resumePathOf(error), headers);
      expect(kept([...first, ...rest])).toEqual(await uncut(EVENTS, headers));
    });

    it.each(everyEvent)('after event %i, %s, goes on with the Last-Event-ID of a browser', async (last) => {
      // An EventSource keeps the id of the last frame that had one, and repeats its first URL.
      const first = await readCut(upstream, { events: EVENTS, last, cut }, () => get(STREAM, headers));
      const lastId = first.findLast(({ id }) => id !== undefined)?.id ?? '';
      const rest = await resume(EVENTS, STREAM, { ...headers, 'last-event-id': lastId });
      expect(kept([...first.slice(0, -1), ...rest])).toEqual(await uncut(EVENTS, headers));
    });
  });

  it('puts Last-Event-ID before the number of the URL, older or newer', async () => {
    for (const [inUrl, inHeader] of [
      [1, 5],
      [7, 4],
      [5, 0],
    ]) {
      const rest = await resume(EVENTS, `${STREAM}?starting_after=${inUrl}`, {
        ...headers,
        'last-event-id': String(inHeader),
      });
      expect(rest.map(({ id }) => Number(id))).toEqual(everyNumberBehind(Number(inHeader)));
    }
  });

  it('is read to its end though each connection brings one event', async () => {
    const all: Frame[] = [];
    let path = STREAM;
    for (let last = 0; last < LAST; last += 1) {
      const piece = await readCut(upstream, { events: EVENTS, last, cut: ends }, () => get(path, headers));
      expect(piece.map(({ event }) => event)).toEqual([EVENTS[last]?.type, 'error']);
      all.push(...piece.slice(0, 1));
      path = resumePathOf(piece[1]);
    }
    all.push(...(await resume(EVENTS, path, headers)));
    expect(kept(all)).toEqual(await uncut(EVENTS, headers));
  });

  it('does not come twice from an upstream that takes no number', async () => {
    upstream.handle(playLifecycle({ stream: playEvents(EVENTS) }));
    const rest = await readFrames(await get(`${STREAM}?starting_after=6`, headers));
    expect(kept(rest)).toEqual((await uncut(EVENTS, headers)).slice(7));
  });

  it.each([
    ['', {}, { stream: 'true' }],
    ['?starting_after=0', {}, { stream: 'true', starting_after: '0' }],
    ['?starting_after=7', {}, { stream: 'true', starting_after: '7' }],
    ['', { 'last-event-id': '7' }, { stream: 'true', starting_after: '7' }],
    ['?include_obfuscation=false', {}, { stream: 'true', include_obfuscation: 'false' }],
    [
      '?include_obfuscation=1&starting_after=2',
      {},
      { stream: 'true', include_obfuscation: 'true', starting_after: '2' },
    ],
    ['?utm_source=x', {}, { stream: 'true' }],
  ])('asks OpenAI for %j and %j as it should', async (query, more, sent) => {
    const asked = await askedFor(`${STREAM}${query}`, { ...headers, ...more });
    expect(asked.map((params) => Object.fromEntries(params))).toEqual([sent]);
  });

  const included = ['message.output_text.logprobs', 'reasoning.encrypted_content'] as const;
  it.each([
    `include=${included.join(',')}`,
    `include=${included[0]}&include=${included[1]}`,
    `include[]=${included[0]}&include[]=${included[1]}`,
  ])('asks OpenAI for include[], said as %s', async (query) => {
    const [sent, ...others] = await askedFor(`${STREAM}?${query}&starting_after=3`, headers);
    expect(others).toEqual([]);
    expect(sent?.getAll('include[]')).toEqual(included);
    expect([...(sent?.keys() ?? [])].sort()).toEqual(['include[]', 'include[]', 'starting_after', 'stream']);
  });

  it('tells where a resumed stream comes from, and that no proxy may keep it', async () => {
    upstream.handle(playLifecycle({ stream: replay(EVENTS) }));
    const response = await get(STREAM, headers);
    await response.text();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-response-source': 'openai',
      'x-openai-request-id': 'req_test',
    });
  });
});

/** What tools do: their later events are named after what the first one of an item says. */
const ITEMS = {
  call: { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' },
  program: { id: 'ci_1', type: 'code_interpreter_call', container_id: 'cntr_1', code: 'print(1)', outputs: [] },
};
const call = { item_id: 'fc_1', output_index: 0 };
const program = { item_id: 'ci_1', output_index: 1 };
const TOOL_EVENTS = numbered([
  { type: 'response.created', response: backgroundResponse(ID, 'queued') },
  { type: 'response.output_item.added', output_index: 0, item: { ...ITEMS.call, arguments: '' } },
  { type: 'response.function_call_arguments.delta', ...call, delta: '{"city":' },
  { type: 'response.function_call_arguments.delta', ...call, delta: '"Oslo"}' },
  { type: 'response.function_call_arguments.done', ...call, arguments: ITEMS.call.arguments },
  { type: 'response.output_item.done', output_index: 0, item: ITEMS.call },
  { type: 'response.output_item.added', output_index: 1, item: { ...ITEMS.program, code: '' } },
  { type: 'response.code_interpreter_call.in_progress', ...program },
  { type: 'response.code_interpreter_call_code.delta', ...program, delta: 'print(1)' },
  { type: 'response.code_interpreter_call_code.done', ...program, code: 'print(1)' },
  { type: 'response.code_interpreter_call.interpreting', ...program },
  { type: 'response.code_interpreter_call.completed', ...program },
  { type: 'response.output_item.done', output_index: 1, item: ITEMS.program },
  { type: 'response.completed', response: backgroundResponse(ID, 'completed', { output: Object.values(ITEMS) }) },
]);

describe('a background stream with tool calls', () => {
  it.each(TOOL_EVENTS.slice(0, -1).map(({ sequence_number, type }) => [sequence_number, type] as const))(
    'that ends after event %i, %s, names the same calls and containers when it goes on',
    async (last) => {
      const first = await readCut(upstream, { events: TOOL_EVENTS, last, cut: ends }, () => create({}));
      const rest = await resume(TOOL_EVENTS, `${STREAM}?starting_after=${last}`, {});
      expect(kept([...first.slice(0, -1), ...rest])).toEqual(await uncut(TOOL_EVENTS, {}));
    },
  );
});

describe('a background stream that is cut before its first event', () => {
  it.each([
    ['ends', ''],
    ['ends with garbage', 'data: {"type":"resp\n\n'],
  ])('and %s has nothing to resume', async (_name, bytes) => {
    const cut: UpstreamHandler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(bytes);
    };
    upstream.handle(playLifecycle({ create: cut }));
    const created = await create({});
    expect([created.status, (await created.json()) as object]).toMatchObject([
      502,
      { error_code: 'background_outcome_unknown' },
    ]);
  });

  it('is a failed request where its connection is reset', async () => {
    const cut: UpstreamHandler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      response.socket?.destroySoon();
    };
    upstream.handle(playLifecycle({ create: cut, stream: cut }));
    const created = await create({});
    expect([created.status, (await created.json()) as object]).toMatchObject([
      502,
      { error_code: 'background_outcome_unknown' },
    ]);
    const resumed = await ask(stack, 'GET', STREAM);
    expect(resumed).toMatchObject({ status: 502, body: { error_code: 'upstream_connection_lost' } });
  });
});

function everyNumberBehind(after: number): number[] {
  return EVENTS.map(({ sequence_number: sequence }) => sequence).filter((sequence) => sequence > after);
}
