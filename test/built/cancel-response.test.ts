import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type FakeS3, refuse, startFakeS3 } from '../support/fake-s3.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream } from '../support/upstream.ts';
import { backgroundResponse, dueRecord, type Objects, objectsAt, poll } from './background-calls.ts';
import { toldResponse } from './background-events.ts';
import { BUCKET, storage } from './image-calls.ts';
import { ask, DOORS, playError, playLifecycle, refusal } from './lifecycle-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_1';

let s3: LocalS3;
let denying: FakeS3;
let objects: Objects;
let upstream: Upstream;
let stack: Stack;
let denied: Stack;
let bucketless: Stack;

beforeAll(async () => {
  s3 = await startLocalS3({ bucket: BUCKET });
  objects = objectsAt(s3.url);
  denying = await startFakeS3(refuse(403, 'AccessDenied'));
  upstream = await startUpstream();
  const start = (environment: Record<string, string>) =>
    startStack({ upstream: upstream.url, environment: { ...environment, OPENAI_MAX_RETRIES: '0' } });
  stack = await start(storage(s3.url));
  denied = await start(storage(denying.url));
  bucketless = await start({});
});
afterAll(() => Promise.all([stack, denied, bucketless, upstream, denying, s3].map((part) => part.close())));

const cancel = (id: string, headers: Readonly<Record<string, string>>, asked = stack) =>
  ask(asked, 'POST', `/api/responses/${id}/cancel`, { headers });

describe.each(DOORS)('cancel-response through %s', (_door, headers) => {
  it('cancels, without a body and without a content type', async () => {
    const cancelled = backgroundResponse(ID, 'cancelled', { output: [], usage: null });
    upstream.handle(playLifecycle({ cancel: playJson(cancelled) }));
    const { status, headers: answered, body } = await cancel(ID, headers);
    expect([status, answered.get('x-response-source'), answered.get('x-openai-request-id')]).toEqual([
      200,
      'openai',
      'req_test',
    ]);
    expect(body).toMatchObject({ ...cancelled, output_text: '' });
    expect(upstream.requests.at(-1)).toMatchObject({ method: 'POST', url: `/v1/responses/${ID}/cancel`, body: '' });
  });

  it.each([
    ['JSON', { 'content-type': 'application/json' }, '{"reason":"enough"}'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=b'],
    ['broken JSON', { 'content-type': 'application/json' }, '{'],
    ['an empty text', { 'content-type': 'text/plain' }, ''],
  ])('takes %s in place of no body, and does not pass it on', async (_name, more, body) => {
    upstream.handle(playLifecycle({ cancel: playJson(backgroundResponse(ID, 'cancelled')) }));
    const path = `/api/responses/${ID}/cancel`;
    expect(await ask(stack, 'POST', path, { headers: { ...headers, ...more }, body })).toMatchObject({ status: 200 });
    expect(upstream.requests.at(-1)?.body).toBe('');
  });

  it.each(['cancelled', 'completed', 'failed', 'incomplete'])(
    'answers with what a response is that is %s already, each time the same',
    async (ended) => {
      upstream.handle(playLifecycle({ cancel: playJson({ ...toldResponse(ID), status: ended }) }));
      const answers = [await cancel(ID, headers), await cancel(ID, headers)];
      expect(answers).toMatchObject([ended, ended].map((status) => ({ status: 200, body: { id: ID, status } })));
      expect(answers[0]?.text).toBe(answers[1]?.text);
    },
  );

  it('says that there is nothing to cancel of what does not run in the background', async () => {
    upstream.handle(playLifecycle({ cancel: refusal.synchronous }));
    const { status, body } = await cancel(ID, headers);
    expect(status).toBe(400);
    expect(body).toEqual({
      statusCode: 400,
      timestamp: expect.any(String),
      path: `/api/responses/${ID}/cancel`,
      message: 'Cannot cancel a synchronous response.',
      request_id: 'req_test',
      error_code: 'not_a_background_response',
      hint: expect.stringContaining('background: true'),
      openai_error: { type: 'invalid_request_error', message: 'Cannot cancel a synchronous response.' },
    });
  });

  it('is asked of nobody for an id that is none', async () => {
    const before = upstream.requests.length;
    const answer = await cancel('resp%201', headers);
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'validation_failed', parameter: 'id' } });
    expect(upstream.requests).toHaveLength(before);
  });
});

describe('a response that OpenAI no longer has', () => {
  it.each([
    [
      'completed',
      playJson(toldResponse('resp_done')),
      { status: 'completed', output_text: expect.stringMatching(/^Es war/) },
    ],
    ['cancelled', playJson(backgroundResponse('resp_done', 'cancelled')), { status: 'cancelled' }],
    ['lost', refusal.notFound('resp_done'), { status: 'lost', error: { code: 'response_lost' } }],
  ])('is answered from the archive, where it is %s', async (_status, retrieve, expected) => {
    await objects.clear();
    upstream.handle(playLifecycle({ retrieve }));
    await objects.record(dueRecord('resp_done'));
    expect(await poll(stack)).toMatchObject({ settled: 1 });

    upstream.handle(playLifecycle({}));
    const { status, headers, body } = await cancel('resp_done', {});
    expect([status, headers.get('x-response-source')]).toEqual([200, 'archive']);
    expect(body).toMatchObject({ id: 'resp_done', ...expected });
  });

  it.each([
    ['nor the archive', () => stack],
    ['and there is no archive', () => bucketless],
  ])('%s is not found', async (_case, asked) => {
    upstream.handle(playLifecycle({}));
    expect(await cancel('resp_nowhere', {}, asked())).toMatchObject({
      status: 404,
      body: { error_code: 'response_not_found', message: "Response with id 'resp_nowhere' not found." },
    });
  });
});

it('is not said to be missing where the archive could not be read', async () => {
  upstream.handle(playLifecycle({}));
  expect(await cancel('resp_nowhere', {}, denied)).toMatchObject({
    status: 500,
    body: { error_code: 'background_store_denied' },
  });
});

it.each([
  ['fails', refusal.down, 500, 'server_error'],
  ['refuses the key', playError(401, 'Incorrect API key provided: sk-x.', 'invalid_api_key'), 401, 'invalid_api_key'],
  ['has another error of its own', playError(400, 'No', 'invalid_id'), 400, 'invalid_id'],
] as const)('keeps what OpenAI says where it %s', async (_case, refused, status, error_code) => {
  upstream.handle(playLifecycle({ cancel: refused }));
  expect(await cancel(ID, {})).toMatchObject({ status, body: { error_code } });
});
