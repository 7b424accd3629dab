import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { playEvents, playJson, upstreamFrame } from '../support/upstream.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KEY = 'sk-the-services-own-key';
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const usage = { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 };
const response = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt-6.1-terra',
  created_at: 1_795_000_000,
  output: [],
  usage,
};
const image = { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: PNG };
const created = {
  type: 'response.created',
  sequence_number: 0,
  response: { ...response, status: 'in_progress', usage: null },
};
const delta = {
  type: 'response.output_text.delta',
  sequence_number: 1,
  item_id: 'msg_1',
  output_index: 0,
  content_index: 0,
  delta: 'Hé',
};
const completed = { type: 'response.completed', sequence_number: 2, response };

let world: BackgroundWorld;

beforeAll(async () => {
  world = await startBackgroundWorld({
    environment: { OPENAI_API_KEY: KEY, OPENAI_MAX_RETRIES: '2', OPENAI_RETRY_DELAY: '1' },
  });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const send = (text: string, headers: Record<string, string> = {}, path = '/v1/responses') =>
  fetch(`${world.stack.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  });
const sent = () => world.upstream.requests.at(-1);

describe('a request in OpenAI’s dialect', () => {
  it('goes out and comes back in its own bytes, with the headers that clients read', async () => {
    const answer = JSON.stringify(response, null, 3);
    world.upstream.handle((_request, reply) => {
      reply.writeHead(200, {
        'content-type': 'application/json',
        'x-request-id': 'req_1',
        'openai-processing-ms': '12',
        'openai-organization': 'org-secret',
        'x-ratelimit-remaining-requests': '5',
        'set-cookie': 'a=b',
      });
      reply.end(answer);
    });
    const text = '{ "model": "gpt-6.1-terra", "unheard_of": 1.0, "input":"\\u00e9", "store": false }';
    const reply = await send(text, { authorization: 'Bearer orl_callers', 'openai-organization': 'org-theirs' });
    expect(await reply.text()).toBe(answer);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'application/json',
      'x-request-id': 'req_1',
      'openai-processing-ms': '12',
      'x-ratelimit-remaining-requests': '5',
      'x-estimated-cost-usd': expect.any(String),
    });
    expect(reply.headers.get('openai-organization')).toBeNull();
    expect(reply.headers.get('set-cookie')).toBeNull();
    expect(sent()).toMatchObject({ url: '/v1/responses', body: text });
    expect(sent()?.headers).toMatchObject({ authorization: `Bearer ${KEY}` });
    expect(sent()?.headers['openai-organization']).toBeUndefined();
    const record = JSON.parse((await world.stack.logged('"endpoint":"create-response"')).line);
    expect(record.metadata).toMatchObject({ tokens_used: 1100, response_status: 200 });
  });

  it('streams the bytes of the upstream, and logs what they used', async () => {
    world.upstream.handle(playEvents([created, delta, completed]));
    const reply = await send('{"model":"gpt-6.1-terra","input":"Hi","stream":true}');
    expect(reply.headers.get('content-type')).toBe('text/event-stream');
    expect(await reply.text()).toBe([created, delta, completed].map(upstreamFrame).join(''));
    const record = JSON.parse((await world.stack.logged('"terminal_event":"response.completed"')).line);
    expect(record.metadata).toMatchObject({
      tokens_used: 1100,
      events: { 'response.created': 1, 'response.output_text.delta': 1, 'response.completed': 1 },
    });
  });

  it('ends a stream that breaks with OpenAI’s own error event, numbered on', async () => {
    world.upstream.handle((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.write(upstreamFrame(created) + upstreamFrame(delta) + upstreamFrame(delta).slice(0, 60), () =>
        reply.destroy(),
      );
    });
    const text = await (await send('{"model":"m","input":"Hi","stream":true}')).text();
    const [, , error = ''] = text.split('\n\n');
    expect(text.startsWith(upstreamFrame(created) + upstreamFrame(delta))).toBe(true);
    expect(JSON.parse(error.split('data: ')[1] ?? '')).toMatchObject({
      type: 'error',
      code: 'upstream_connection_lost',
      sequence_number: 2,
      message: expect.any(String),
      param: null,
    });
  });

  it('shows nobody the service’s key', async () => {
    const keyed = { ...delta, delta: KEY };
    const said = {
      error: {
        message: `Incorrect API key provided: ${KEY}. And ${KEY}.`,
        type: 'x',
        code: 'invalid_api_key',
        param: null,
      },
    };
    world.upstream.handle(playJson(said, 401));
    const refused = await send('{"model":"m","input":"Hi"}');
    expect(refused.status).toBe(401);
    expect(await refused.text()).toBe(JSON.stringify(said).replaceAll(KEY, '[redacted]'));
    world.upstream.handle(playEvents([created, keyed, completed]));
    expect(await (await send('{"model":"m","input":"Hi","stream":true}')).text()).not.toContain(KEY);
    world.upstream.handle(playJson({ ...response, instructions: KEY }));
    expect(await (await send('{"model":"m","input":"Hi"}')).text()).not.toContain(KEY);
  });

  it.each([
    ['{"model":"m"', 400, 'invalid_json'],
    ['[1]', 400, 'invalid_json'],
  ])('is refused in OpenAI’s form: %s', async (text, status, code) => {
    const before = world.upstream.requests.length;
    const reply = await send(text);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toEqual({
      error: { message: expect.any(String), type: 'invalid_request_error', param: null, code },
    });
    expect(reply.headers.get('x-should-retry')).toBe('false');
    expect(world.upstream.requests).toHaveLength(before);
  });
});

describe('retries', () => {
  it.each([
    ['by a client that has its own are its own', { 'x-stainless-retry-count': '0' }, 1],
    ['by any other are this service’s', {}, 3],
  ])('%s', async (_how, headers, attempts) => {
    const before = world.upstream.requests.length;
    world.upstream.handle(playJson({ error: { message: 'Down', type: 'server_error', code: null, param: null } }, 500));
    const reply = await send('{"model":"m","input":"Hi"}', headers);
    expect(reply.status).toBe(500);
    expect(await reply.json()).toEqual({ error: { message: 'Down', type: 'server_error', code: null, param: null } });
    expect(world.upstream.requests).toHaveLength(before + attempts);
  });

  it('are asked of nobody once something may have been paid for', async () => {
    world.upstream.handle((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'application/json' });
      reply.write('{"id":', () => reply.destroy());
    });
    const reply = await send('{"model":"m","input":"Hi"}');
    expect(reply.status).toBe(502);
    expect(reply.headers.get('x-should-retry')).toBe('false');
  });
});

describe('images', () => {
  const stored = async () => (await world.objects.keys('images/2')).filter((key) => key.includes('resp_1'));

  it('of an answer are in S3, and the answer is as it was', async () => {
    world.upstream.handle(playJson({ ...response, output: [image] }));
    const reply = await send('{"model":"m","input":"Hi","tools":[{"type":"image_generation"}]}');
    expect(await reply.text()).toBe(JSON.stringify({ ...response, output: [image] }));
    await vi.waitFor(async () => expect(await stored()).toHaveLength(1), { timeout: 20_000 });
  });

  it('of a stream are in S3, and the stream is as it was', async () => {
    const done = { type: 'response.output_item.done', sequence_number: 1, output_index: 0, item: image };
    world.upstream.handle(playEvents([created, done, completed]));
    const reply = await send('{"model":"m","input":"Hi","stream":true}');
    expect(await reply.text()).toBe([created, done, completed].map(upstreamFrame).join(''));
    await vi.waitFor(async () => expect(await stored()).toHaveLength(1), { timeout: 20_000 });
    const listed = await fetch(`${world.stack.url}/api/responses/resp_1/images`);
    expect(await listed.json()).toMatchObject({ images: [{ id: 'ig_1' }] });
  });

  it('that S3 does not take are the caller’s all the same', async () => {
    world.gate.gate({
      before: () => (_request, reply) => void reply.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
    });
    world.upstream.handle(playJson({ ...response, output: [image] }));
    const reply = await send('{"model":"m","input":"Hi"}');
    expect(await reply.json()).toMatchObject({ output: [image] });
  });
});

describe('a background response', () => {
  const queued = { ...response, status: 'queued', background: true, usage: null };

  it.each([
    ['whole', false],
    ['streamed', true],
  ])('is followed (%s)', async (_how, stream) => {
    const events = [{ ...created, response: { ...queued } }, completed];
    world.upstream.handle(stream ? playEvents(events) : playJson(queued));
    const reply = await send(JSON.stringify({ model: 'm', input: 'Hi', background: true, stream }));
    expect(reply.status).toBe(200);
    expect(await reply.text()).toBe(stream ? events.map(upstreamFrame).join('') : JSON.stringify(queued));
    expect(await world.objects.keys('background/pending/')).toHaveLength(1);
  });

  it('goes with its record when it is deleted', async () => {
    world.upstream.handle(playJson(queued));
    await send('{"model":"m","input":"Hi","background":true}');
    world.upstream.handle(playJson({ id: 'resp_1', object: 'response', deleted: true }));
    const reply = await fetch(`${world.stack.url}/v1/responses/resp_1`, { method: 'DELETE' });
    expect(await reply.text()).toBe('{"id":"resp_1","object":"response","deleted":true}');
    expect(sent()).toMatchObject({ method: 'DELETE', url: '/v1/responses/resp_1' });
    expect(await world.objects.keys('background/pending/')).toHaveLength(0);
  });
});

describe('a chat completion', () => {
  const chunk = (more: object) =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'gpt-6.1-terra', ...more })}\n\n`;
  const begun = chunk({ choices: [{ index: 0, delta: { content: 'Hé' }, finish_reason: null }] });
  const body = '{"model":"gpt-6.1-terra","stream":true,"messages":[{"role":"user","content":"Hi"}]}';
  const play = (...parts: string[]) =>
    world.upstream.handle((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.end(parts.join(''));
    });

  it('streams the bytes of the upstream, and logs what they used', async () => {
    const parts = [
      begun,
      chunk({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 11, total_tokens: 1011 } }),
      'data: [DONE]\n\n',
    ];
    play(...parts);
    expect(await (await send(body, {}, '/v1/chat/completions')).text()).toBe(parts.join(''));
    const record = JSON.parse((await world.stack.logged('"tokens_used":1011')).line);
    expect(record).toMatchObject({
      endpoint: 'create-chat-completion',
      metadata: { cost_estimate: expect.any(Number) },
    });
  });

  it('ends one that is cut with an error', async () => {
    play(begun);
    const text = await (await send(body, {}, '/v1/chat/completions')).text();
    expect(text.startsWith(begun)).toBe(true);
    expect(JSON.parse(text.slice(begun.length + 'data: '.length))).toMatchObject({
      error: { code: 'upstream_stream_truncated' },
    });
  });

  it('is whole with its last choice, though nothing says [DONE]', async () => {
    const last = chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    play(begun, last);
    expect(await (await send(body, {}, '/v1/chat/completions')).text()).toBe(begun + last);
  });
});

it.each([
  ['/v1/responses/resp_1/input-items?limit=2&include[]=a', '/v1/responses/resp_1/input_items?limit=2&include[]=a'],
  ['/v1/responses/resp_1/input_items', '/v1/responses/resp_1/input_items'],
  ['/v1/models/gpt-6.1-terra', '/v1/models/gpt-6.1-terra'],
])('%s asks OpenAI for %s', async (path, upstreamPath) => {
  world.upstream.handle(playJson({ object: 'list', data: [] }));
  const reply = await fetch(`${world.stack.url}${path}`);
  expect(await reply.json()).toEqual({ object: 'list', data: [] });
  expect(sent()?.url).toBe(upstreamPath);
});

describe('what comes back of a stream that breaks off', () => {
  const image = {
    type: 'response.image_generation_call.partial_image',
    sequence_number: 1,
    partial_image_b64: 'A'.repeat(200_000),
  };

  it('has no half of an image, and an error that clients can read', async () => {
    world.upstream.handle((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.write(upstreamFrame(created) + upstreamFrame(image).slice(0, 100_000), () => reply.destroy());
    });
    const text = await (await send('{"model":"m","input":"Hi","stream":true}')).text();
    expect(text.startsWith(upstreamFrame(created))).toBe(true);
    const rest = text.slice(upstreamFrame(created).length);
    expect(rest).toMatch(/^event: error\ndata: \{.*"sequence_number":1\}\n\n$/);
  });

  it('goes on counting after the last event that the caller has', async () => {
    world.upstream.handle((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n', () => reply.destroy());
    });
    const path = '/v1/responses/resp_1?stream=true&starting_after=41';
    expect(await (await fetch(`${world.stack.url}${path}`)).text()).toContain('"sequence_number":42');
  });

  it('says so where the stream ends early, though an event before it could not be read', async () => {
    world.upstream.handle((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.end(`${upstreamFrame(created)}data: {"foo":1}\n\n`);
    });
    expect(await (await send('{"model":"m","input":"Hi","stream":true}')).text()).toContain(
      'upstream_stream_truncated',
    );
  });

  it.each([
    ['of two choices one is not finished', [['stop'], [null]], true],
    ['both are finished', [['stop'], ['stop']], false],
  ])('of a chat without an end: %s', async (_what, ends, isCut) => {
    const chunks = ends.map(([reason], index) => ({
      object: 'chat.completion.chunk',
      model: 'm',
      choices: [{ index, delta: { content: 'Hi' }, finish_reason: reason }],
    }));
    world.upstream.handle((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.end(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''));
    });
    const answer = await send('{"model":"m","messages":[],"n":2,"stream":true}', {}, '/v1/chat/completions');
    expect((await answer.text()).includes('upstream_stream_truncated')).toBe(isCut);
  });
});

describe('a refusal of OpenAI whose reason does not come whole', () => {
  it.each([
    ['a rate limit', 429, 'true', '1'],
    ['a bad request', 400, 'false', null],
  ])('keeps its status, and says whether to try again: %s', async (_what, status, again, after) => {
    world.upstream.handle((_request, reply) => {
      reply.writeHead(status, { 'content-type': 'application/json', ...(after && { 'retry-after': after }) });
      reply.write('{"error":{"message":"Half', () => reply.destroy());
    });
    const refused = await send('{"model":"m","input":"Hi"}', { 'x-stainless-retry-count': '0' });
    expect([refused.status, refused.headers.get('x-should-retry'), refused.headers.get('retry-after')]).toEqual([
      status,
      again,
      after,
    ]);
    expect(await refused.json()).toMatchObject({ error: { message: expect.any(String), code: expect.any(String) } });
  });
});

it('keeps the status and the headers of an answer without a body', async () => {
  world.upstream.handle((_request, reply) => void reply.writeHead(200, { 'x-request-id': 'req_empty' }).end());
  const answer = await send('{"model":"m","input":"Hi"}');
  expect([answer.status, answer.headers.get('x-request-id'), await answer.text()]).toEqual([200, 'req_empty', '']);
});

it('passes on vectors of any size that OpenAI makes, and reads what they have used', async () => {
  const embedding = Array.from({ length: 3072 }, (_, index) => index / 3072);
  const usage = { prompt_tokens: 1000, total_tokens: 1000 };
  const data = Array.from({ length: 700 }, (_, index) => ({ object: 'embedding', index, embedding }));
  const answer = JSON.stringify({ object: 'list', data, model: 'text-embedding-3-small', usage });
  expect(answer.length).toBeGreaterThan(32 * 1024 * 1024);
  world.upstream.handle((_request, reply) => {
    reply.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  const reply = await send('{"model":"text-embedding-3-small","input":"Hi"}', {}, '/v1/embeddings');
  expect(reply.headers.get('x-estimated-cost-usd')).toBe('0.00002');
  expect(await reply.text()).toBe(answer);
});

it('leaves what a model says of keys as it is', async () => {
  const answer = JSON.stringify({
    ...response,
    instructions: 'Incorrect API key provided: sk-abcdefghijklmnopqrstuvwx1234.',
  });
  world.upstream.handle((_request, reply) => {
    reply.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  expect(await (await send('{"model":"m","input":"Hi"}')).text()).toBe(answer);
});

it.each(['\r\n', '\r'])('knows the end of a stream whose lines end in other ways: %j', async (end) => {
  const lines = upstreamFrame(created) + upstreamFrame(delta).trimEnd() + end + end;
  const text = lines + upstreamFrame(completed).trimEnd() + end + end;
  world.upstream.handle((_request, reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const byte of [text.slice(0, 300), text.slice(300, 330), text.slice(330)]) reply.write(byte);
    reply.end();
  });
  expect(await (await send('{"model":"m","input":"Hi","stream":true}')).text()).toBe(text);
});

it.each(['%2e', '%2E%2e'])('asks OpenAI for no other path than its own: %s', async (segment) => {
  const before = world.upstream.requests.length;
  const { port } = new URL(world.stack.url);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: `/v1/models/${segment}` }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(404);
  expect(world.upstream.requests).toHaveLength(before);
});
