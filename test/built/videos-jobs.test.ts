import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { forever, isWrite } from '../support/gated-s3.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import { completedKeyOf, pendingKeyOf, poll } from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { deliver, dueVideo, playVideo, SUNSET, sunsetOf, videoOf } from './video-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SECRET = `whsec_${Buffer.from('a secret for webhooks').toString('base64')}`;
const ID = 'video_1';
const KEY = `videos/${ID}.mp4`;
const BYTES = randomBytes(300_000);

let world: BackgroundWorld;

beforeAll(async () => {
  world = await startBackgroundWorld({ environment: { OPENAI_WEBHOOK_SECRET: SECRET } });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const kept = async (): Promise<Buffer> => Buffer.from(await (await world.objects.get(KEY)).arrayBuffer());
const asked = (path: string, init: RequestInit = {}) =>
  fetch(`${world.stack.url}${path}`, { redirect: 'manual', ...init });

describe('a video that has begun', () => {
  it('is answered with 202 and its place, and is recorded as a job of its own kind', async () => {
    world.upstream.handle(playJson(videoOf(ID, 'queued')));
    const response = await world.stack.post('/api/videos/generate', { prompt: 'A fox', seconds: '4' });
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/videos/${ID}`);
    expect(response.headers.get('x-estimated-cost-usd')).toBe('0.4');
    expect(sunsetOf(response)).toEqual(SUNSET);
    expect(await response.json()).toMatchObject({ id: ID, status: 'queued' });
    expect(await world.objects.json(pendingKeyOf(ID))).toMatchObject({ kind: 'video', endpoint: 'generate-video' });
  });

  it('reaches OpenAI as a form', async () => {
    world.upstream.handle(playJson(videoOf(ID, 'queued')));
    await world.stack.post('/api/videos/generate', { prompt: 'A fox', input_reference: { file_id: 'file-1' } });
    const { url, headers, body } = world.upstream.requests.at(-1) ?? {};
    expect([url, headers?.['content-type']]).toEqual(['/v1/videos', expect.stringMatching(/^multipart\/form-data/)]);
    expect(body).toContain('name="input_reference[file_id]"\r\n\r\nfile-1');
  });

  it('is answered with a warning where S3 does not take its record', async () => {
    world.upstream.handle(playJson(videoOf(ID, 'queued')));
    world.gate.gate({
      before: (call) => (isWrite(call) ? (_, response) => void response.writeHead(403).end() : undefined),
    });
    const response = await world.stack.post('/v1/videos', { prompt: 'A fox' });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-warnings')).toContain('this video is not followed');
  });
});

describe('a video that has ended', () => {
  it('is copied to S3 by the poller, and answered from there', async () => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(playVideo(videoOf(ID), BYTES));
    expect(await poll(world.stack)).toMatchObject({ pending: 0, settled: 1, failed: 0 });
    expect(BYTES.equals(await kept())).toBe(true);
    expect(await world.objects.json(completedKeyOf(ID))).toMatchObject({
      kind: 'video',
      status: 'completed',
      cost_estimate: 0.4,
      video: { key: KEY, content_type: 'video/mp4', bytes: BYTES.length },
    });
    const answer = await asked(`/api/videos/${ID}`);
    expect(answer.headers.get('x-response-source')).toBe('archive');
    const { video_url: url, ...video } = (await answer.json()) as { readonly video_url: string };
    expect(video).toMatchObject({
      id: ID,
      status: 'completed',
      video_url_expires_at: expect.stringMatching(/^\d{4}-/),
    });
    expect(BYTES.equals(Buffer.from(await (await fetch(url)).arrayBuffer()))).toBe(true);
    const content = await asked(`/api/videos/${ID}/content`);
    expect([content.status, sunsetOf(content)]).toEqual([303, SUNSET]);
    expect((await fetch(content.headers.get('location') ?? '')).headers.get('content-type')).toBe('video/mp4');
  });

  it.each(['completed', 'failed'])('is settled by the webhook video.%s, once', async (status) => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(playVideo(videoOf(ID, status), BYTES));
    expect(await deliver(world.stack, SECRET, `video.${status}`, ID)).toMatchObject({ body: { result: 'settled' } });
    expect(await deliver(world.stack, SECRET, `video.${status}`, ID)).toMatchObject({ body: { result: 'duplicate' } });
    expect(await poll(world.stack)).toMatchObject({ pending: 0, settled: 0, failed: 0 });
    const result = await world.objects.json(completedKeyOf(ID));
    expect(result).toMatchObject({ status, webhook_id: 'wh_1', cost_estimate: status === 'completed' ? 0.4 : null });
    expect(await world.objects.keys('videos/')).toEqual(status === 'completed' ? [KEY] : []);
  });

  it('comes to the same where the poller and the webhook settle it at once', async () => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(playVideo(videoOf(ID), BYTES));
    const [summary, delivered] = await Promise.all([
      poll(world.stack),
      deliver(world.stack, SECRET, 'video.completed', ID),
    ]);
    expect(summary).toMatchObject({ pending: 0, failed: 0 });
    expect(delivered.body.result).toMatch(/^(?:settled|duplicate)$/);
    expect(await world.objects.keys()).toEqual([completedKeyOf(ID), KEY]);
    expect(BYTES.equals(await kept())).toBe(true);
  });

  it.each([1, 2, 3])('is settled by the next poll where the function is killed at its write %d', async (n) => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(playVideo(videoOf(ID), BYTES));
    const processes = () => world.stack.host.processes('poll-background');
    let writes = 0;
    world.gate.gate({
      before: (call) => {
        if (isWrite(call)) writes += 1;
        if (!isWrite(call) || writes < n) return undefined;
        for (const pid of processes()) process.kill(pid, 'SIGKILL');
        return forever();
      },
    });
    await expect(poll(world.stack)).rejects.toMatchObject({ failure: 'exit' });
    expect(await world.objects.keys('background/pending/')).toEqual([pendingKeyOf(ID)]);
    world.gate.gate();
    expect(await poll(world.stack)).toMatchObject({ pending: 0, settled: 1, failed: 0 });
    expect(await world.objects.keys()).toEqual([completedKeyOf(ID), KEY]);
  });

  it('keeps its record while S3 does not take it', async () => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(playVideo(videoOf(ID), BYTES));
    world.gate.gate({
      before: ({ method, key }) =>
        method === 'PUT' && key === KEY ? (_, response) => void response.writeHead(403).end() : undefined,
    });
    expect(await poll(world.stack)).toMatchObject({ pending: 1, settled: 0, failed: 1 });
    expect(await world.objects.keys()).toEqual([pendingKeyOf(ID)]);
  });

  it('keeps its record where the bytes break off', async () => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle((request, response) => {
      if (!request.url.includes('/content')) return playJson(videoOf(ID))(request, response);
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': BYTES.length });
      response.write(BYTES.subarray(0, 1000), () => response.destroy());
      return undefined;
    });
    expect(await poll(world.stack)).toMatchObject({ pending: 1, settled: 0, failed: 1 });
    expect(await world.objects.keys()).toEqual([pendingKeyOf(ID)]);
  });

  it('is deleted at OpenAI and in S3', async () => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(playVideo(videoOf(ID), BYTES));
    await poll(world.stack);
    world.upstream.handle((_, response) => void response.writeHead(404).end());
    const response = await asked(`/api/videos/${ID}`, { method: 'DELETE' });
    expect([response.status, await response.json()]).toEqual([200, { id: ID, object: 'video.deleted', deleted: true }]);
    expect(await world.objects.keys()).toEqual([]);
    expect((await asked(`/api/videos/${ID}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('is not to be found as a response', async () => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(playVideo(videoOf(ID), BYTES));
    await poll(world.stack);
    world.upstream.handle(playJson({ id: 'from-openai', object: 'response', status: 'completed', output: [] }));
    expect(await (await asked(`/api/responses/${ID}`)).json()).toMatchObject({ id: 'from-openai' });
  });
});

describe('an upstream that has ended the API', () => {
  const invalidUrl = {
    error: { message: 'Invalid URL (POST /v1/videos)', type: 'invalid_request_error', param: null, code: null },
  };
  const shutDown = {
    error: { message: 'The Videos API has been shut down.', type: 'invalid_request_error', code: null },
  };
  const noModel = {
    error: { message: 'The model `sora-2` does not exist.', type: 'invalid_request_error', code: 'model_not_found' },
  };
  const noVideo = {
    error: { message: "Video with id 'video_1' not found.", type: 'invalid_request_error', code: null },
  };
  const refuse =
    (status: number, body: object): UpstreamHandler =>
    (_, response) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  it.each([
    ['the path is none', 404, invalidUrl],
    ['it says so', 400, shutDown],
    ['it answers 410', 410, {}],
    ['the model is turned off', 404, noModel],
  ])('is answered with 410 in both dialects: %s', async (_name, status, body) => {
    world.upstream.handle(refuse(status, body));
    const own = await world.stack.post('/api/videos/generate', { prompt: 'A fox' });
    expect([own.status, sunsetOf(own)]).toEqual([410, SUNSET]);
    expect(await own.json()).toMatchObject({
      error_code: 'upstream_retired',
      hint: expect.stringContaining('OPENAI_API_BASE_URL'),
    });
    const theirs = await world.stack.post('/v1/videos', { prompt: 'A fox' });
    expect([theirs.status, sunsetOf(theirs)]).toEqual([410, SUNSET]);
    expect(await theirs.json()).toMatchObject({ error: { code: 'upstream_retired' } });
  });

  it.each(['/api/videos/video_1', '/v1/videos/video_1', '/api/videos/video_1/content', '/v1/videos/video_1/content'])(
    'is told from a video that is not there: %s',
    async (path) => {
      world.upstream.handle(refuse(404, noVideo));
      const missing = await asked(path);
      expect([missing.status, sunsetOf(missing)]).toEqual([404, SUNSET]);
      world.upstream.handle(refuse(404, invalidUrl));
      expect((await asked(path)).status).toBe(410);
    },
  );

  it('still has what was kept before, in both dialects', async () => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(playVideo(videoOf(ID), BYTES));
    await poll(world.stack);
    world.upstream.handle(refuse(404, invalidUrl));
    for (const root of ['/api', '/v1']) {
      expect(await (await asked(`${root}/videos/${ID}`)).json()).toMatchObject({
        id: ID,
        video_url: expect.any(String),
      });
      expect((await asked(`${root}/videos/${ID}/content`)).status).toBe(303);
    }
  });

  it('settles what was pending as lost', async () => {
    await world.objects.record(dueVideo(ID));
    world.upstream.handle(refuse(410, shutDown));
    expect(await poll(world.stack)).toMatchObject({ pending: 0, settled: 1 });
    expect(await world.objects.json(completedKeyOf(ID))).toMatchObject({ kind: 'video', status: 'lost' });
  });
});

describe('a request that is refused here', () => {
  it.each([
    ['POST', '/api/videos/generate', {}, 'prompt'],
    ['POST', '/api/videos/generate', { prompt: 'A fox', seconds: '5' }, 'seconds'],
    ['POST', '/api/videos/video_1/remix', {}, 'prompt'],
    ['POST', '/api/videos/edits', { prompt: 'A fox' }, 'video'],
    ['POST', '/api/videos/extensions', { prompt: 'A fox', video: { id: 'video_1' }, seconds: '5' }, 'seconds'],
  ])('says so with the headers of all the others: %s %s %j', async (method, path, body, parameter) => {
    const response = await asked(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([response.status, sunsetOf(response)]).toEqual([400, SUNSET]);
    expect(await response.json()).toMatchObject({ parameter });
  });
});
