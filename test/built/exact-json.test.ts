import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/responses/text';
let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream(answer(JSON.stringify(RESPONSE)));
  stack = await startStack({ upstream: upstream.url });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

function answer(body: string): UpstreamHandler {
  return (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
}

const post = (body: string) => stack.post(PATH, undefined, { body });

async function sent(body: string): Promise<string> {
  upstream.handle(answer(JSON.stringify(RESPONSE)));
  const response = await post(body);
  expect(await response.text()).toContain('"id"');
  expect(response.status).toBe(200);
  return upstream.requests.at(-1)?.body ?? '';
}

const withParameters = (parameters: string) =>
  `{"input":"x","tools":[{"type":"function","name":"f","parameters":${parameters}}]}`;

describe('numbers that a double cannot hold', () => {
  it.each([
    '{"maximum":9223372036854775807,"minimum":-9223372036854775808}',
    '[18446744073709551615,123456789012345678901234567890]',
    '{"a":[[9007199254740993]],"b":1e400}',
  ])('go out as they were written: %s', async (parameters) => {
    expect(await sent(withParameters(parameters))).toContain(`"parameters":${parameters}`);
  });

  it('leave other numbers and texts as they were', async () => {
    const parameters = '{"a":0.1,"b":"9223372036854775807","c":9223372036854775807,"d":12345678901234567000,"e":-1}';
    expect(await sent(withParameters(parameters))).toContain(`"parameters":${parameters}`);
  });

  it.each(['max_output_tokens', 'max_tool_calls', 'top_logprobs', 'temperature'])(
    'are an error where %s has to be checked, with the number and the bounds',
    async (field) => {
      const response = await post(`{"input":"x","${field}":12345678901234567890}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error_code: 'validation_failed',
        parameter: field,
        message: `'${field}' is out of range: 12345678901234567890`,
      });
    },
  );

  it.each(['input', 'model', 'tools', 'metadata', 'text', 'store', 'prompt'])('are no value of %s', async (field) => {
    const response = await post(`{"${field}":12345678901234567890}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_code: 'validation_failed' });
  });

  it.each([
    [PATH, {}],
    ['/api/responses/images', {}],
    ['/api/responses/input-tokens', {}],
    ['/api/responses/compact', {}],
  ])('come back from %s as OpenAI wrote them', async (path) => {
    upstream.handle(answer('{"id":"resp_1","output":[],"n":12345678901234567890,"deep":[{"m":-9223372036854775808}]}'));
    const text = await (await stack.post(path, { input: 'x' })).text();
    expect(text).toContain('"n":12345678901234567890');
    expect(text).toContain('"m":-9223372036854775808');
  });

  it('come back from what is retrieved and listed', async () => {
    upstream.handle(answer('{"id":"resp_1","object":"list","output":[],"data":[],"n":12345678901234567890}'));
    for (const path of ['/api/responses/resp_1', '/api/responses/resp_1/input-items']) {
      expect(await (await fetch(`${stack.url}${path}`)).text()).toContain('"n":12345678901234567890');
    }
  });
});

describe('a key called __proto__', () => {
  it.each([
    withParameters(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"prototype":{"x":1}}}}',
    ),
    withParameters('{"__proto__":{"__proto__":[{"__proto__":1}]},"z":"__proto__"}'),
    '{"input":"x","metadata":{"__proto__":"v","constructor":"c"}}',
    '{"input":"x","text":{"format":{"type":"json_schema","name":"n","schema":{"__proto__":{"a":1},"b":2}}}}',
    '{"input":[{"role":"user","content":[{"type":"input_text","text":"\\"__proto__\\":","__proto__":2}],"__proto__":{"x":1}}]}',
  ])('goes out as data, in its place: %s', async (body) => {
    expect(await sent(body)).toContain(body.slice(1, -1));
  });

  it('is seen however it is escaped', async () => {
    expect(await sent(withParameters('{"\\u005f_pro\\u0074o_\\u005F":1}'))).toContain('"parameters":{"__proto__":1}');
  });

  it('is named where what it holds is wrong', async () => {
    const response = await post('{"input":"x","metadata":{"__proto__":1}}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      parameter: 'metadata.__proto__',
      message: 'Invalid metadata value',
    });
  });

  it('is no reason to call a body that is cut short anything else', async () => {
    const response = await post('{"input":"x","metadata":{"__proto__":"v"');
    expect(await response.json()).toMatchObject({ statusCode: 400, error_code: 'invalid_json' });
  });
});

describe('a body of absurd depth', () => {
  it.each(['[', '{"a":'])('of %s is 400 that says so', async (level) => {
    const response = await post(`{"input":"x","user":${level.repeat(100_000)}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error_code: 'validation_failed',
      message: 'The request body is nested deeper than 512 levels.',
    });
  });

  it('of 500 levels goes out', async () => {
    const parameters = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
    expect(await sent(withParameters(parameters))).toContain(parameters);
  });
});

describe('a body of very many values', () => {
  it.each<readonly [string, string, number]>([
    ['objects', `{"input":[${'{},'.repeat(1_500_000)}{}]}`, 413],
    ['lists', `{"metadata":{"a":[${'[],'.repeat(1_500_000)}[]]}}`, 413],
    ['nulls', `{"tools":[${'null,'.repeat(999_999)}null]}`, 400],
  ])('is refused, and the next request is served: %s', async (_name, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect((await response.arrayBuffer()).byteLength).toBeLessThanOrEqual(64 * 1024);
    await sent('{"input":"x"}');
  });

  it('goes out where its lists and objects take up to 16 MB of memory', async () => {
    expect(await sent(`{"input":[${'{},'.repeat(290_000)}{}]}`)).toContain('{},'.repeat(290_000));
  });
});

describe('what OpenAI says of an error', () => {
  const LARGEST = 64 * 1024;

  it('keeps the digits of a code', async () => {
    upstream.handle(
      (_request, response) =>
        void response
          .writeHead(400, { 'content-type': 'application/json' })
          .end('{"error":{"message":"m","code":98765432109876543210}}'),
    );
    const response = await post('{"input":"x"}');
    expect(await response.json()).toMatchObject({ openai_error: { code: '98765432109876543210' } });
  });

  it.each([
    ['message', { error: { message: `${'m'.repeat(20_000_000)}`, type: 'invalid_request_error' } }],
    ['message of control characters', { error: { message: '\u0001'.repeat(100_000), code: '\u0001'.repeat(100_000) } }],
    [
      'code',
      {
        error: { message: 'm', code: 'c'.repeat(1_000_000), param: 'p'.repeat(1_000_000), type: 't'.repeat(1_000_000) },
      },
    ],
  ])('is cut, whatever the size of its %s', async (_name, body) => {
    upstream.handle(
      (_request, response) =>
        void response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
    const response = await post('{"input":"x"}');
    expect((await response.arrayBuffer()).byteLength).toBeLessThanOrEqual(LARGEST);
    expect(response.status).toBe(400);
  });

  it.each([
    [
      'of the wire',
      { type: 'error', error: { type: 't', code: 'c', message: 'm'.repeat(200_000), param: 'p'.repeat(200_000) } },
    ],
    ['of the types', { type: 'error', code: 'c', message: 'm'.repeat(200_000), other: 'o'.repeat(200_000) }],
    [
      'of a failed response',
      {
        type: 'response.failed',
        response: { id: 'r', error: { code: 'c'.repeat(200_000), message: 'm'.repeat(200_000) } },
      },
    ],
  ])('is cut in a frame, in the form %s', async (_name, event) => {
    upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"type":"response.created","response":{"id":"r"},"sequence_number":0}\n\n');
      response.end(`data: ${JSON.stringify({ ...event, sequence_number: 1 })}\n\n`);
    });
    const response = await stack.post('/api/responses/text/stream', { input: 'x' });
    const frames = (await response.text()).split('\n\n').filter((frame) => frame.includes(`event: ${event.type}\n`));
    expect(frames).toHaveLength(1);
    for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(LARGEST);
  });
});
