import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { playEvents, playJson, startUpstream, type Upstream, upstreamFrame } from '../support/upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/v1/audio/speech';
const SOUND = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256));
const request = { model: 'tts-1', voice: 'coral', input: 'Héllo' } as const;

let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream(playJson({}));
  stack = await startStack({ upstream: upstream.url, environment: { OPENAI_STREAM_IDLE_TIMEOUT: '500' } });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

const client = () => new OpenAI({ baseURL: `${stack.url}/v1`, apiKey: 'any', maxRetries: 0 });

describe('speech in OpenAI’s dialect', () => {
  it('goes on byte for byte, with its type, and costs by its characters', async () => {
    upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'x-request-id': 'req_sound' }).end(SOUND);
    });
    const answer = await client().audio.speech.create(request);
    expect(answer.headers.get('content-type')).toBe('audio/mpeg');
    expect(Buffer.from(await answer.arrayBuffer()).equals(SOUND)).toBe(true);
    expect(answer.headers.get('x-estimated-cost-usd')).toBe('0.000075');
    expect(JSON.parse((await stack.logged('req_sound')).line)).toMatchObject({ metadata: { cost_estimate: 0.000075 } });
  });

  it('has its first byte go out as soon as it comes', async () => {
    const rest = Promise.withResolvers<void>();
    upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav' }).write(SOUND.subarray(0, 1000));
      void rest.promise.then(() => response.end(SOUND.subarray(1000)));
    });
    const { body } = await stack.post(PATH, request);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    expect(value?.length).toBeGreaterThan(0);
    rest.resolve();
    let length = value?.length ?? 0;
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

  it('as events comes as they are, priced by what they say was used', async () => {
    const events = [
      { type: 'speech.audio.delta', audio: 'AAAA' },
      { type: 'speech.audio.done', usage: { input_tokens: 1000, output_tokens: 1000, total_tokens: 2000 } },
    ];
    upstream.handle(playEvents(events));
    const body = { ...request, model: 'gpt-4o-mini-tts', stream_format: 'sse' };
    const answer = await stack.post(PATH, body);
    expect(await answer.text()).toContain(events.map(upstreamFrame).join(''));
  });

  it('is refused in OpenAI’s own words', async () => {
    const error = { message: 'No such voice.', type: 'invalid_request_error', param: 'voice', code: null };
    upstream.handle(playJson({ error }, 400));
    await expect(client().audio.speech.create(request)).rejects.toMatchObject({ status: 400, param: 'voice' });
  });
});
