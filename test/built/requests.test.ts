import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { apiGatewayEvent } from '../../infra/local/events.ts';
import type { Problem } from '../../lib/errors/service-error.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream } from '../support/upstream.ts';
import { invokeDirectly, postEvent } from './events.ts';
import { RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/responses/text';
let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream(playJson(RESPONSE));
  stack = await startStack({ upstream: upstream.url });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

describe('a request that is taken', () => {
  it('reads a base64 body', async () => {
    const body = Buffer.from('{"input":"héllo"}').toString('base64');
    const event = postEvent(PATH, '', { body, isBase64Encoded: true });
    expect(await invokeDirectly(stack, 'create-text', event)).toMatchObject({
      statusCode: 200,
      body: { id: 'resp_1' },
    });
    expect(upstream.requests.at(-1)?.json()).toMatchObject({ input: 'héllo' });
  });

  it("serves the root of the function's own URL", async () => {
    const event = postEvent('/', '{"input":"Hello"}');
    expect((await invokeDirectly(stack, 'create-text', event)).statusCode).toBe(200);
  });

  it('reaches OpenAI with the key, the defaults and nothing else added', async () => {
    const response = await stack.post(PATH, { input: 'Hello' });
    expect(response.status).toBe(200);
    const sent = upstream.requests.at(-1);
    expect(sent).toMatchObject({ method: 'POST', url: '/v1/responses' });
    expect(sent?.headers.authorization).toBe('Bearer sk-test');
    expect(sent?.json()).toEqual({ input: 'Hello', model: 'gpt-6.1-terra', store: false, stream: false });
  });
});

/** An error body of the service's own. */
const refused = (statusCode: number, errorCode: string, more: object = {}) => ({
  statusCode,
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  path: PATH,
  message: expect.any(String),
  error_code: errorCode,
  hint: expect.any(String),
  ...more,
});

describe('a request that is refused', () => {
  const post = (body: string, headers: Record<string, string> = {}) => stack.post(PATH, undefined, { body, headers });

  it.each([
    ['cut short', '{"input":'],
    ['no JSON', 'input=Hello'],
    ['empty', ''],
    ['one that names __proto__ itself', '{"input":"x","__proto__":{"model":"y"}}'],
  ])('answers 400 to a body that is %s', async (_, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(refused(400, 'invalid_json'));
  });

  it.each([
    ['an array', '[]'],
    ['null', 'null'],
    ['a text', '"x"'],
  ])('answers 400 to a body that is %s', async (_, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject(refused(400, 'validation_failed', { errors: expect.any(Array) }));
  });

  it('names all problems at once, and the first at the top', async () => {
    const places = ['temperature', 'tools[0].container.file_ids[0]', 'tools[1].vector_store_ids[0]', 'temprature'];
    const response = await stack.post(PATH, {
      input: 'Hello',
      temperature: 3,
      tools: [
        { type: 'code_interpreter', container: { type: 'auto', file_ids: ['x'] } },
        { type: 'file_search', vector_store_ids: ['x'] },
      ],
      temprature: 1,
    });
    expect(response.status).toBe(400);
    const body = (await response.json()) as { readonly errors: readonly Problem[] };
    expect(body.errors.map(({ parameter }) => parameter)).toEqual(places);
    expect(body).toEqual(
      refused(400, 'validation_failed', {
        parameter: 'temperature',
        message: body.errors[0]?.message,
        hint: body.errors[0]?.hint,
        errors: expect.any(Array),
      }),
    );
    expect(body.errors[1]).toMatchObject({
      message: 'Invalid code_interpreter tool configuration',
      hint: 'File IDs must start with "file-" prefix',
    });
    expect(body.errors[2]).toMatchObject({
      message: 'Invalid vector store ID format',
      hint: "Vector store IDs must start with 'vs_'",
    });
    expect(`${body.errors[3]?.message} ${body.errors[3]?.hint}`).toMatch(/temprature.*'temperature'/);
  });

  it('answers 415 to another content type', async () => {
    const response = await post('{"input":"Hello"}', { 'content-type': 'text/plain' });
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual(refused(415, 'unsupported_media_type'));
  });

  it('answers 413 at the front door and in the function', async () => {
    const body = JSON.stringify({ input: 'x'.repeat(6 * 1024 * 1024) });
    const response = await post(body);
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual(refused(413, 'request_too_large'));
    expect(await invokeDirectly(stack, 'create-text', postEvent(PATH, body))).toMatchObject({
      statusCode: 413,
      body: refused(413, 'request_too_large'),
    });
  });

  it('answers 404 at the front door and in the function', async () => {
    const response = await fetch(`${stack.url}/api/none`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual(refused(404, 'route_not_found', { path: '/api/none' }));
    expect(await invokeDirectly(stack, 'create-text', postEvent('/api/none', '{}'))).toMatchObject({
      statusCode: 404,
      body: refused(404, 'route_not_found', { path: '/api/none' }),
    });
  });

  it('answers 405 with Allow at the front door and in the function', async () => {
    const response = await fetch(`${stack.url}${PATH}`, { method: 'DELETE' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')?.split(', ')).toContain('POST');
    expect(await response.json()).toEqual(refused(405, 'method_not_allowed'));
    const event = apiGatewayEvent({
      method: 'GET',
      url: PATH,
      rawHeaders: [],
      body: Buffer.alloc(0),
      sourceIp: '127.0.0.1',
      requestId: 'test',
      time: 0,
      parameters: {},
      resource: PATH,
    });
    expect(await invokeDirectly(stack, 'create-text', event)).toMatchObject({
      statusCode: 405,
      headers: { allow: 'POST' },
      body: refused(405, 'method_not_allowed'),
    });
  });

  it('never reaches OpenAI', async () => {
    const before = upstream.requests.length;
    await post('{}');
    expect(upstream.requests).toHaveLength(before);
  });

  it('says nothing of an event that is no HTTP request', async () => {
    expect(await invokeDirectly(stack, 'create-text', { detail: 'a schedule' })).toMatchObject({
      statusCode: 500,
      body: refused(500, 'internal_error', { path: '', message: 'The service failed unexpectedly.' }),
    });
  });
});

describe('a bad environment', () => {
  it('stops the function at its start, naming every bad variable and no value', async () => {
    const bad = await startStack({
      upstream: upstream.url,
      environment: {
        OPENAI_API_KEY: 'hidden',
        OPENAI_TIMEOUT: 'soon',
        LOG_PAYLOADS: 'some',
        OPENAI_MAX_RETRIES: 'ninety',
      },
    });
    const response = await bad.post(PATH, { input: 'Hello' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error_code: 'internal_error' });
    const { line } = await bad.logged('The environment is not usable');
    for (const name of ['OPENAI_API_KEY', 'OPENAI_TIMEOUT', 'LOG_PAYLOADS', 'OPENAI_MAX_RETRIES'])
      expect(line).toContain(name);
    expect(bad.logs.map((log) => log.line).join('\n')).not.toMatch(/hidden|soon|ninety/);
    await bad.close();
  });
});

describe('a function that does not call OpenAI', () => {
  it('needs no key', async () => {
    const keyless = await startStack({ environment: { OPENAI_API_KEY: '' } });
    const response = await fetch(`${keyless.url}/api/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'ok' });
    await keyless.close();
  });
});
