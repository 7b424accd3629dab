import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, upstreamFrame } from '../support/upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/v1/images/generations';
const MODEL = 'gpt-image-2.6-flare';
const usage = {
  input_tokens: 100,
  input_tokens_details: { text_tokens: 100, image_tokens: 0 },
  output_tokens: 1000,
  total_tokens: 1100,
};
/** 100 at 5 USD a million, 1,000 at 30. */
const COST = 0.0305;
const facts = {
  created_at: 1_795_000_000,
  size: '1024x1024',
  quality: 'high',
  background: 'opaque',
  output_format: 'png',
};
const partial = { type: 'image_generation.partial_image', partial_image_index: 0, b64_json: 'cGFydA==', ...facts };
const completed = { type: 'image_generation.completed', b64_json: 'A'.repeat(200_000), usage, ...facts };

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
beforeEach(() => upstream.handle(playJson({})));

/** The record of the last request of the function. */
async function record(id: string) {
  return JSON.parse((await stack.logged(id)).line);
}

function stream(frames: readonly string[], end: (response: { end(): void; destroy(): void }) => void) {
  upstream.handle((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': `req_${frames.length}` });
    response.write(frames.join(''), () => end(response));
  });
}

const client = () => new OpenAI({ baseURL: `${stack.url}/v1`, apiKey: 'any', maxRetries: 0 });

describe('images in OpenAI’s dialect', () => {
  it('go out and come back in their own bytes, and are priced by the model that was asked', async () => {
    const answer = JSON.stringify({ created: 1_795_000_000, data: [{ b64_json: completed.b64_json }], usage }, null, 1);
    upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_whole' });
      response.end(answer);
    });
    const text = `{ "model": "${MODEL}", "prompt":"\\u00e9", "unheard_of": 1.0 }`;
    const reply = await fetch(`${stack.url}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    expect(await reply.text()).toBe(answer);
    expect(reply.headers.get('x-estimated-cost-usd')).toBe(String(COST));
    expect(upstream.requests.at(-1)).toMatchObject({ url: PATH, body: text });
    const logged = await record('req_whole');
    expect(logged).toMatchObject({ metadata: { cost_estimate: COST } });
    expect(JSON.stringify(logged)).not.toContain('AAAAAAAA');
  });

  it('streamed, come in their own bytes to the last of them, however long it takes', async () => {
    const frames = [partial, completed, completed].map(upstreamFrame);
    upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`${frames[0]}${frames[1]}`);
      // Longer than a stream may linger after its end.
      setTimeout(() => response.end(frames[2]), 400);
    });
    const reply = await stack.post(PATH, { model: MODEL, prompt: 'Two foxes', n: 2, stream: true });
    expect(await reply.text()).toBe(frames.join(''));
  });

  it('are raised as an error by clients where the stream breaks off before the last of them', async () => {
    stream([partial, completed].map(upstreamFrame), (response) => response.end());
    const asked = { model: MODEL, prompt: 'Two foxes', n: 2, stream: true } as const;
    const seen: string[] = [];
    const read = async () => {
      for await (const event of await client().images.generate(asked)) seen.push(event.type);
    };
    await expect(read()).rejects.toMatchObject({ code: 'upstream_stream_truncated' });
    expect(seen).toEqual([partial.type, completed.type]);
  });

  it('whose stream falls silent end in an error as well', async () => {
    stream([upstreamFrame(partial)], () => undefined);
    const reply = await stack.post(PATH, { model: MODEL, prompt: 'A fox', stream: true });
    expect(await reply.text()).toMatch(/event: error\ndata: .*"code":"upstream_stalled"/);
  });

  it('are refused in OpenAI’s own words', async () => {
    const refusal = { error: { message: 'No such size.', type: 'invalid_request_error', param: 'size', code: null } };
    upstream.handle(playJson(refusal, 400));
    await expect(client().images.generate({ model: MODEL, prompt: 'A', size: '1x1' })).rejects.toMatchObject({
      status: 400,
      param: 'size',
    });
  });
});
