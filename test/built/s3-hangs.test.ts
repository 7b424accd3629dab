import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import { type FakeS3, type S3Script, startFakeS3 } from '../support/fake-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playEvents, playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { backgroundResponse } from './background-calls.ts';
import { storage } from './image-calls.ts';
import { imageItem } from './image-upstream.ts';
import { ask } from './lifecycle-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_hung';
const [png] = (await pictures()) as [Picture];

/** A function that has little time: what hangs would outlast it. */
const endpoints = (
  ['create-image', 'create-response', 'create-text', 'delete-response', 'get-image-url', 'retrieve-response'] as const
).map((name) => ({
  ...endpointNamed(name),
  timeoutSeconds: 6,
}));

const whole = backgroundResponse(ID, 'completed', { output: [imageItem('ig_1', png.bytes)] });
const usual: UpstreamHandler = (request, response) =>
  request.method === 'DELETE'
    ? playJson({ id: ID, object: 'response', deleted: true })(request, response)
    : playJson(whole)(request, response);

let script: S3Script = () => undefined;
let s3: FakeS3;
let upstream: Upstream;
let stack: Stack;
beforeAll(async () => {
  s3 = await startFakeS3((request, response) => script(request, response));
  upstream = await startUpstream(usual);
  stack = await startStack({ upstream: upstream.url, endpoints, environment: storage(s3.url) });
});
afterAll(() => Promise.all([stack, upstream, s3].map((part) => part.close())));

describe('an S3 that never answers', () => {
  beforeAll(() => {
    script = () => undefined;
  });

  it.each(['', '?images=true'])('has a deletion%s answered in time, with what is wrong', async (query) => {
    const answer = await ask(stack, 'DELETE', `/api/responses/${ID}${query}`);
    expect(answer).toMatchObject({ status: 502, body: { message: 'S3 did not answer in time.' } });
    expect(answer.body.error_code).toMatch(/^(?:background|image)_store_failed$/);
  });

  it('has a list of images answered in time, with what is wrong', async () => {
    expect(await ask(stack, 'GET', `/api/responses/${ID}/images`)).toMatchObject({
      status: 502,
      body: { error_code: 'image_store_failed', message: 'S3 did not answer in time.' },
    });
  });

  it.each([false, true])(
    'keeps nobody of OpenAI’s dialect waiting for copies of images (stream: %s)',
    async (stream) => {
      onTestFinished(() => upstream.handle(usual));
      const events: (object & { type: string })[] = [
        { type: 'response.created', ...{ sequence_number: 0, response: { ...whole, status: 'in_progress' } } },
        {
          type: 'response.output_item.done',
          ...{ sequence_number: 1, output_index: 0, item: imageItem('ig_1', png.bytes) },
        },
        { type: 'response.completed', ...{ sequence_number: 2, response: whole } },
      ];
      upstream.handle(stream ? playEvents(events) : usual);
      let isGivenUp = false;
      script = ({ socket }) => void socket.once('close', () => (isGivenUp = true));
      const notKept = () => stack.logs.filter(({ line }) => line.includes('image not kept')).length;
      const before = notKept();
      const answer = await stack.post('/v1/responses', { model: 'gpt-6.1-terra', input: 'A fox', stream });
      expect(await answer.text()).toContain(png.bytes.toString('base64'));
      expect(isGivenUp).toBe(false);
      // The function goes on, in its own time.
      await vi.waitFor(() => expect(notKept()).toBe(before + 1), 20_000);
    },
  );

  it('has a response retrieved from OpenAI where the archive hangs', async () => {
    const { status, headers } = await ask(stack, 'GET', `/api/responses/${ID}`);
    expect([status, headers.get('x-response-source')]).toEqual([200, 'openai']);
  });
});

const answered =
  (headers: Readonly<Record<string, string>>, body: string): S3Script =>
  (_request, response) => {
    response.removeHeader('etag');
    response.writeHead(200, headers).end(body);
  };

describe.each<[string, S3Script]>([
  ['never answers', () => undefined],
  ['says 200 without an ETag', answered({}, '')],
  ['says 200 with a page', answered({ 'content-type': 'text/html' }, '<html>Sign in</html>')],
  ['says 200 with an empty ETag', answered({ etag: '' }, '')],
  ['says 200 with an ETag of nothing', answered({ etag: '""' }, '')],
  ['says 200 with a page of a weak ETag', answered({ etag: 'W/"x"', 'content-type': 'text/html' }, '<html></html>')],
])('an S3 that %s', (_what, given) => {
  it('has an image delivered as base64, whatever was asked for', async () => {
    script = given;
    const answer = await stack.post('/api/responses/images', { input: 'A shore', image_delivery: 'url' });
    const body = (await answer.json()) as { output: { result?: string }[]; images: object[] };
    expect(answer.status).toBe(200);
    expect(body.output[0]?.result).toBe(png.bytes.toString('base64'));
    expect(body.images).toMatchObject([{ id: 'ig_1', error: { code: 'image_store_failed' } }]);
  });

  it('has a background response not begun in vain: it is cancelled and refused', async () => {
    script = given;
    const answer = await stack.post('/api/responses/text', { input: 'Hi', background: true });
    expect([answer.status, ((await answer.json()) as { error_code: string }).error_code]).toEqual([
      502,
      'background_not_recorded',
    ]);
  });
});

describe.each([
  ['a page', '<html>Sign in</html>'],
  ['an object that is no result', '{"ok":true}'],
  ['nothing', ''],
  ['null', 'null'],
])('an S3 that answers with %s', (_what, body) => {
  it('has a response retrieved from OpenAI', async () => {
    script = answered({ etag: '"1"', 'content-type': 'application/json' }, body);
    const { status, headers } = await ask(stack, 'GET', `/api/responses/${ID}`);
    expect([status, headers.get('x-response-source')]).toEqual([200, 'openai']);
  });
});

it('an archived result that stalls after its headers is not waited for to the end', async () => {
  script = (_request, response) => {
    response.writeHead(200, { etag: '"1"', 'content-length': '1000' });
    response.write('{"id":');
  };
  const { status, headers } = await ask(stack, 'GET', `/api/responses/${ID}`);
  expect([status, headers.get('x-response-source')]).toEqual([200, 'openai']);
});
