import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type FakeS3, refuse, startFakeS3 } from '../support/fake-s3.ts';
import { readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { backgroundResponse } from './background-calls.ts';
import { backgroundEvents } from './background-events.ts';
import { invokeDirectly, postEvent } from './events.ts';
import { BUCKET, storage } from './image-calls.ts';
import { ask, DOORS, playError, playLifecycle, queryOf, refusal, replay } from './lifecycle-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_1';
const PATH = `/api/responses/${ID}/stream`;
const RETRIEVE = 'GET /api/responses/{id}';

let s3: LocalS3;
let denying: FakeS3;
let upstream: Upstream;
let stack: Stack;
let denied: Stack;
let bucketless: Stack;

beforeAll(async () => {
  s3 = await startLocalS3({ bucket: BUCKET });
  denying = await startFakeS3(refuse(403, 'AccessDenied'));
  upstream = await startUpstream();
  const start = (environment: Record<string, string>) =>
    startStack({
      upstream: upstream.url,
      environment: { ...environment, OPENAI_MAX_RETRIES: '1', OPENAI_RETRY_DELAY: '0' },
    });
  stack = await start(storage(s3.url));
  denied = await start(storage(denying.url));
  bucketless = await start({});
});
afterAll(() => Promise.all([stack, denied, bucketless, upstream, denying, s3].map((part) => part.close())));

describe.each(DOORS)('a stream that cannot go on, asked for through %s,', (_door, headers) => {
  it.each([
    ['is not a background one', refusal.notBackground, 400, 'stream_not_resumable', RETRIEVE],
    ['was not begun as a stream', refusal.notStream, 400, 'stream_not_resumable', RETRIEVE],
    ['has expired', refusal.tooOld, 400, 'stream_expired', RETRIEVE],
    ['was not stored', refusal.notFound(ID), 404, 'response_not_found', 'store: true'],
  ])('explains itself where it %s', async (_case, stream, status, error_code, hint) => {
    upstream.handle(playLifecycle({ stream }));
    for (const asked of [stack, bucketless]) {
      const { body, ...answer } = await ask(asked, 'GET', `${PATH}?starting_after=3`, { headers });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(body).toEqual({
        statusCode: status,
        timestamp: expect.any(String),
        path: PATH,
        message: expect.stringMatching(/^(?:This response can|Response with id 'resp_1' not found\.)/),
        request_id: 'req_test',
        error_code,
        ...(status === 400 ? { parameter: 'stream' } : {}),
        hint: expect.stringContaining(hint),
        openai_error: expect.objectContaining({ type: 'invalid_request_error', message: body.message }),
      });
    }
  });

  it.each(['resp%201', 'r%C3%A9sp_1', 'x'.repeat(513), '%2E%2E%2Fsecret'])(
    'is asked of nobody for the id %s',
    async (id) => {
      const before = upstream.requests.length;
      const answer = await ask(stack, 'GET', `/api/responses/${id}/stream`, { headers });
      expect(answer).toMatchObject({
        status: 400,
        body: { error_code: 'validation_failed', parameter: 'id', message: 'Invalid response ID format' },
      });
      expect(upstream.requests).toHaveLength(before);
    },
  );

  it.each([
    ['?starting_after=x', {}, 'starting_after'],
    ['?starting_after=-2', {}, 'starting_after'],
    ['?starting_after=', {}, 'starting_after'],
    ['?starting_after=1.5', {}, 'starting_after'],
    ['?starting_after=1&starting_after=2', {}, 'starting_after'],
    ['', { 'last-event-id': 'abc' }, 'last-event-id'],
    ['', { 'Last-Event-ID': '-2' }, 'last-event-id'],
    ['?starting_after=4', { 'last-event-id': 'abc' }, 'last-event-id'],
    ['?include=everything', {}, 'include[0]'],
    ['?include_obfuscation=maybe', {}, 'include_obfuscation'],
  ])('is asked of nobody with %j and %j', async (query, more, parameter) => {
    const before = upstream.requests.length;
    const answer = await ask(stack, 'GET', `${PATH}${query}`, { headers: { ...headers, ...more } });
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'validation_failed' } });
    expect(answer.body.parameter).toBe(parameter);
    expect(upstream.requests).toHaveLength(before);
  });
});

describe('what OpenAI refuses is not looked for in the archive', () => {
  it.each([
    ['a wrong key', playError(401, 'Incorrect API key provided: sk-x.', 'invalid_api_key'), 401, 'invalid_api_key', 1],
    ['a rate limit', playError(429, 'Rate limit reached', 'rate_limit_exceeded'), 429, 'rate_limit_exceeded', 2],
    ['a failure of its own', refusal.down, 500, 'server_error', 2],
    ['a page', (_request, response) => void response.end('<html>'), 502, 'upstream_invalid_response', 1],
    ['JSON', playJson(backgroundResponse(ID, 'completed')), 502, 'upstream_invalid_response', 1],
    ['a broken connection', (_request, response) => void response.socket?.destroy(), 502, 'upstream_unreachable', 2],
  ] as [string, UpstreamHandler, number, string, number][])(
    'for %s',
    async (_name, stream, status, error_code, attempts) => {
      upstream.handle(playLifecycle({ stream }));
      const before = [upstream.requests.length, denying.requests.length];
      expect(await ask(denied, 'GET', PATH)).toMatchObject({ status, body: { error_code } });
      expect(upstream.requests.length - (before[0] ?? 0)).toBeGreaterThanOrEqual(attempts);
      expect(denying.requests).toHaveLength(before[1] ?? -1);
    },
  );
});

it.each([
  ['no longer replays the stream', refusal.tooOld],
  ['does not have it', refusal.notFound(ID)],
])('says that the archive could not be read where OpenAI %s', async (_case, stream) => {
  upstream.handle(playLifecycle({ stream }));
  expect(await ask(denied, 'GET', PATH)).toMatchObject({
    status: 500,
    body: { error_code: 'background_store_denied', hint: expect.stringContaining('background/*') },
  });
});

it.each([
  ['fails', refusal.down],
  ['is refused', refusal.notFound(ID)],
  ['is cut', (_request, response) => void response.end('data: {"type":"response.created"')],
  ['is reset', (_request, response) => void response.socket?.resetAndDestroy()],
  ['is garbage', (_request, response) => void response.end('data: {\n\n')],
] as [string, UpstreamHandler][])('goes on though reading what came before %s', async (_case, fault) => {
  const events = backgroundEvents(ID);
  upstream.handle(
    playLifecycle({
      stream: (request, response) =>
        (queryOf(request).has('starting_after') ? replay(events) : fault)(request, response),
    }),
  );
  const response = await fetch(`${stack.url}${PATH}?starting_after=4`);
  expect(response.status).toBe(200);
  expect((await readFrames(response)).map(({ id, event }) => [Number(id), event])).toEqual(
    events.slice(5).map(({ sequence_number, type }) => [sequence_number, type]),
  );
});

it('takes GET alone', async () => {
  const { statusCode, headers, body } = await invokeDirectly(stack, 'resume-stream', postEvent(PATH, '{}'));
  expect([statusCode, headers.allow, body.error_code]).toEqual([405, 'GET', 'method_not_allowed']);
});
