import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type FakeS3, refuse, type S3Script, startFakeS3 } from '../support/fake-s3.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { backgroundResponse, STARTING } from './background-calls.ts';
import { BUCKET, storage } from './image-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const hangUp: S3Script = (request) => request.socket.destroy();
const takeIt: S3Script = (_request, response) => void response.writeHead(200).end();

let upstream: Upstream;
let fake: FakeS3;
let s3: LocalS3;
let script: S3Script;
/** Its S3 does as `script` says. */
let faulty: Stack;
/** Its S3 has another bucket. */
let missing: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  fake = await startFakeS3((request, response) => script(request, response));
  s3 = await startLocalS3({ bucket: BUCKET });
  const start = (environment: Record<string, string>) =>
    startStack({ upstream: upstream.url, environment: { OPENAI_MAX_RETRIES: '0', ...environment } });
  faulty = await start(storage(fake.url));
  missing = await start(storage(s3.url, 'no-such-bucket'));
});
afterAll(() => Promise.all([faulty, missing, upstream, fake, s3].map((part) => part.close())));
beforeEach(() => {
  script = refuse(500, 'InternalError');
});

const cancelled = playJson(backgroundResponse('resp_1', 'cancelled'));

/** Starts a response of this id; a stream's is never over by itself. `cancel` answers whoever cancels it. */
function play(id: string, cancel: UpstreamHandler = cancelled): UpstreamHandler {
  return (request, response) => {
    if (request.url.endsWith('/cancel')) return cancel(request, response);
    if (request.json().stream !== true) return playJson(backgroundResponse(id, 'queued'))(request, response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const created = { type: 'response.created', sequence_number: 0, response: backgroundResponse(id, 'queued') };
    return void response.write(upstreamFrame(created));
  };
}

/** Starts a background response, and reads what came of it: always an error before the first byte. */
async function start(stack: Stack, path: string): Promise<Record<string, unknown>> {
  const response = await stack.post(path, { input: 'A shore', background: true });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const body = (await response.json()) as Record<string, unknown>;
  expect(body.statusCode).toBe(response.status);
  return body;
}

/** Methods and paths that the upstream was asked for, the newest last. */
function asked(count: number): string[] {
  return upstream.requests.slice(-count).map(({ method, url }) => `${method} ${url}`);
}

describe.each(STARTING)('%s whose record', (_name, path) => {
  it.each([
    ['S3 fails to take', () => faulty, refuse(500, 'InternalError'), 'STORAGE_BUCKET|few seconds'],
    ['S3 is too busy to take', () => faulty, refuse(503, 'SlowDown'), 'fewer requests'],
    ['S3 denies', () => faulty, refuse(403, 'AccessDenied'), 'background/\\*'],
    ['S3 hangs up on', () => faulty, hangUp, 'network path'],
    ['has no bucket to go to', () => missing, hangUp, 'STORAGE_BUCKET'],
  ] as [string, () => Stack, S3Script, string][])('%s is refused and cancelled', async (_what, stack, act, hint) => {
    script = act;
    upstream.handle(play('resp_1'));
    const body = await start(stack(), path);
    expect(body).toMatchObject({
      statusCode: 502,
      path,
      error_code: 'background_not_recorded',
      message: expect.stringContaining('cancelled'),
      hint: expect.stringMatching(hint),
    });
    expect(asked(2)).toEqual(['POST /v1/responses', 'POST /v1/responses/resp_1/cancel']);
    // Nobody reads on from a stream that was given up.
    await upstream.requests.at(-2)?.closed;
  });

  it('can neither be written nor its response be cancelled names both to the caller and the operator', async () => {
    const id = `resp_orphan_${path.replaceAll('/', '_')}`;
    upstream.handle(play(id, playJson({ error: { message: 'No', type: 'server_error', code: 'server_error' } }, 500)));
    const body = await start(faulty, path);
    expect(body).toMatchObject({
      statusCode: 502,
      error_code: 'background_not_recorded',
      message: expect.stringContaining(id),
      hint: expect.stringContaining(`POST /api/responses/${id}/cancel`),
    });
    expect(asked(1)).toEqual([`POST /v1/responses/${id}/cancel`]);
    const { line } = await faulty.logged(`"response_id":"${id}"`);
    expect(JSON.parse(line)).toMatchObject({ level: 'ERROR', message: 'background response not cancelled' });
  });

  it('may have no key is refused, and its response cancelled, without asking S3', async () => {
    const id = '../completed/resp_2';
    upstream.handle(play(id));
    const before = fake.requests.length;
    expect(await start(faulty, path)).toMatchObject({ statusCode: 502, error_code: 'background_not_recorded' });
    expect(asked(1)).toEqual([`POST /v1/responses/${encodeURIComponent(id)}/cancel`]);
    expect(fake.requests).toHaveLength(before);
  });

  it('S3 takes at the second attempt is a success', async () => {
    const taken = Promise.withResolvers<void>();
    const answers = [refuse(500, 'InternalError'), takeIt];
    script = (request, response) => {
      const answer = answers.shift() ?? hangUp;
      answer(request, response);
      if (answer === takeIt) taken.resolve();
    };
    upstream.handle(async (request, response) => {
      await play('resp_1')(request, response);
      await taken.promise;
      response.end();
    });
    const response = await faulty.post(path, { input: 'A shore', background: true });
    expect([200, 202]).toContain(response.status);
    expect(await response.text()).toContain('resp_1');
    expect([answers, asked(1)]).toEqual([[], ['POST /v1/responses']]);
  });
});
