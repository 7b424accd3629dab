import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playEvents, playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/audio/speech';
const SOUND = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256));
const request = { model: 'tts-1', voice: 'coral', input: 'Héllo' };
const steered = { ...request, model: 'gpt-4o-mini-tts' };
const streamed = { ...steered, stream_format: 'sse' };

let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream(playJson({}));
  stack = await startStack({
    upstream: upstream.url,
    environment: { OPENAI_STREAM_IDLE_TIMEOUT: '500', OPENAI_MAX_RETRIES: '0' },
  });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

const playSound =
  (headers: Readonly<Record<string, string>> = { 'content-type': 'audio/mpeg' }): UpstreamHandler =>
  (_request, response) =>
    void response.writeHead(200, { 'x-request-id': 'req_test', ...headers }).end(SOUND);

const errorOf = async (answer: Response) => (await answer.json()) as Record<string, unknown>;

describe('speech in this service’s dialect', () => {
  it('comes byte for byte under its own type, and costs by its characters', async () => {
    upstream.handle(playSound());
    const answer = await stack.post(PATH, request);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'audio/mpeg',
      'x-openai-request-id': 'req_test',
      'x-estimated-cost-usd': '0.000075',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(SOUND)).toBe(true);
    expect(upstream.requests.at(-1)?.json()).toEqual(request);
    expect(upstream.requests.at(-1)?.url).toBe('/v1/audio/speech');
  });

  it.each([
    ['wav', 'audio/wav', {}],
    ['pcm', 'audio/pcm', { 'content-type': 'application/octet-stream' }],
    ['opus', 'audio/opus', { 'content-type': 'audio/opus' }],
  ])('of %s is %s, whatever the upstream says of it: %j', async (format, type, headers) => {
    upstream.handle(playSound(headers));
    const answer = await stack.post(PATH, { ...request, response_format: format });
    expect(answer.headers.get('content-type')).toBe(type);
    expect(Buffer.from(await answer.arrayBuffer()).equals(SOUND)).toBe(true);
  });

  it('has its first byte go out as soon as it comes', async () => {
    const rest = Promise.withResolvers<void>();
    upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav' }).write(SOUND.subarray(0, 1000));
      void rest.promise.then(() => response.end(SOUND.subarray(1000)));
    });
    const { body } = await stack.post(PATH, request);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    let { length } = (await reader.read()).value ?? [];
    expect(length).toBeGreaterThan(0);
    rest.resolve();
    for (let read = await reader.read(); !read.done; read = await reader.read()) length += read.value.length;
    expect(length).toBe(SOUND.length);
  });

  it.each([
    ['breaks', true],
    ['falls silent', false],
  ])('that %s is no whole sound for its reader', async (_how, breaks) => {
    upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' });
      response.write(SOUND.subarray(0, 50_000), () => void (breaks && response.destroy()));
    });
    const answer = await stack.post(PATH, request);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });

  it('sends unknown fields on, and keeps its own to itself', async () => {
    upstream.handle(playSound());
    const answer = await stack.post(PATH, { ...request, store: false, timbre_of_tomorrow: 1 });
    expect(answer.headers.get('x-request-warnings')).toContain('timbre_of_tomorrow');
    expect(answer.headers.get('x-speech-id')).toBeNull();
    expect(upstream.requests.at(-1)?.json()).toEqual({ ...request, timbre_of_tomorrow: 1 });
    await answer.arrayBuffer();
  });

  it('goes out where there is no bucket to keep it in, with a warning', async () => {
    upstream.handle(playSound());
    const answer = await stack.post(PATH, { ...request, store: true });
    expect(answer.headers.get('x-request-warnings')).toBe('sound not stored: this deployment has no bucket');
    expect(Buffer.from(await answer.arrayBuffer()).equals(SOUND)).toBe(true);
    const json = await stack.post(PATH, { ...request, store: true, audio_delivery: 'url' });
    const { audio, ...rest } = await errorOf(json);
    expect(Buffer.from(String(audio), 'base64').equals(SOUND)).toBe(true);
    expect(rest).toEqual({
      error: { code: 'speech_not_kept', message: expect.any(String), hint: expect.any(String) },
      content_type: 'audio/mpeg',
      bytes: SOUND.length,
    });
    expect(await errorOf(await fetch(`${stack.url}${PATH}/speech_${'0'.repeat(32)}`))).toMatchObject({
      statusCode: 404,
      error_code: 'speech_not_kept',
    });
  });

  it('is refused before OpenAI is asked, with every problem and a hint', async () => {
    const before = upstream.requests.length;
    const answer = await stack.post(PATH, { model: 'tts-1', voice: 'verse', input: '', speed: 5, instructions: 'x' });
    const { errors } = (await errorOf(answer)) as { errors: { parameter: string; hint: string }[] };
    expect(answer.status).toBe(400);
    expect(errors.map(({ parameter }) => parameter).sort()).toEqual(['input', 'instructions', 'speed', 'voice']);
    expect(errors.every(({ hint }) => hint.length > 10)).toBe(true);
    expect(upstream.requests).toHaveLength(before);
  });

  it.each<readonly [string, UpstreamHandler, number, string]>([
    [
      'refuses it',
      playJson(
        { error: { message: 'No such voice.', type: 'invalid_request_error', param: 'voice', code: null } },
        400,
      ),
      400,
      'bad_request',
    ],
    ['answers with an error', playJson({ error: { message: 'Busy', code: 503 } }), 503, 'service_unavailable'],
    ['answers with JSON', playJson({ text: 'Hello' }), 502, 'upstream_invalid_response'],
    [
      'breaks off before anything',
      (_request, response) => void response.socket?.destroy(),
      502,
      'upstream_unreachable',
    ],
  ])('where OpenAI %s is an error of this service', async (_what, handler, status, code) => {
    upstream.handle(handler);
    const answer = await stack.post(PATH, request);
    expect([answer.status, await errorOf(answer)]).toEqual([
      status,
      expect.objectContaining({ statusCode: status, error_code: code, hint: expect.any(String) }),
    ]);
  });
});

describe('speech as events', () => {
  const delta = { type: 'speech.audio.delta', audio: 'AAAA' };
  const usage = { input_tokens: 1000, output_tokens: 1000, total_tokens: 2000 };
  const done = { type: 'speech.audio.done', usage };

  it('comes as frames, the last one with what it cost', async () => {
    upstream.handle(playEvents([delta, delta, done]));
    const answer = await stack.post(PATH, streamed);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const all = await readFrames(answer);
    expect(all.map(({ id, event, data }) => ({ id, event, data }))).toEqual([
      { id: '0', event: 'speech.audio.delta', data: { audio: 'AAAA', sequence: 0 } },
      { id: '1', event: 'speech.audio.delta', data: { audio: 'AAAA', sequence: 1 } },
      { id: '2', event: 'speech.audio.done', data: { usage, cost_estimate: expect.any(Number), sequence: 2 } },
    ]);
  });

  it.each<readonly [string, string, UpstreamHandler]>([
    ['ends too early', 'upstream_stream_truncated', playEvents([delta])],
    [
      'falls silent',
      'upstream_stalled',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(delta)}\n\n`);
      },
    ],
    [
      'says what is no event',
      'malformed_upstream_event',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(`data: ${JSON.stringify(delta)}\n\ndata: {"type":\n\n`);
      },
    ],
    [
      'says that it failed',
      'server_error',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const error = { type: 'error', error: { message: 'Oops', code: 'server_error' } };
        response.end(`data: ${JSON.stringify(delta)}\n\ndata: ${JSON.stringify(error)}\n\n`);
      },
    ],
  ])('that %s has one last frame, an error', async (_what, code, handler) => {
    upstream.handle(handler);
    const all = await readFrames(await stack.post(PATH, streamed));
    expect(all.map(({ event }) => event)).toEqual(['speech.audio.delta', 'error']);
    expect(JSON.stringify(all.at(-1)?.data)).toContain(code);
  });
});
