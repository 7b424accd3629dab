import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../support/stack.ts';
import { type TemporaryFunctions, writeFunctions } from '../../support/temporary-functions.ts';

const streamed = (body: string) => `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const given = event.body ? JSON.parse(event.body) : {};
  const open = (head) => awslambda.HttpResponseStream.from(stream, head);
  const take = (out, chunk) => out.write(chunk) || new Promise((resolve) => out.once('drain', resolve));
  ${body}
});`;

let functions: TemporaryFunctions;
let stack: Stack;

beforeAll(async () => {
  functions = await writeFunctions(
    {
      event: streamed(`
        const out = open({ statusCode: 200, headers: { 'content-type': 'application/json' } });
        out.write(JSON.stringify(event));
        out.end();`),
      created: streamed(`
        const headers = { 'content-type': 'text/plain', 'x-one': '1', 'content-length': '999', connection: 'close' };
        const out = open({ statusCode: 201, headers, cookies: ['a=1', 'b=2'] });
        out.write('made');
        out.end();`),
      item: streamed(`
        const out = open({ statusCode: 200, headers: { 'content-type': 'text/plain' } });
        out.write('item');
        out.end();`),
      // Writes its next part once the test has read the one before: the "read" comes as another invocation's file.
      parts: streamed(`
        const fs = await import('node:fs');
        const out = open({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
        for (const part of ['one', 'two', 'three']) {
          out.write(part);
          while (!fs.existsSync(given.folder + '/' + part)) await new Promise((resolve) => setTimeout(resolve, 2));
        }
        out.end();`),
      // Goes on as long as it is let, and tells how far it came.
      megabytes: streamed(`
        const out = open({ statusCode: 200, headers: { 'content-type': 'application/octet-stream' } });
        const chunk = Buffer.alloc(1024 * 1024, 'x');
        for (let written = 1; written <= given.count; written += 1) {
          await take(out, chunk);
          console.log(given.tag + ' wrote ' + written);
        }
        out.end();
        await new Promise((resolve) => out.on('finish', resolve));
        console.log(given.tag + ' finished');`),
      throws: `export const handler = async () => { throw new Error('secret of the inside'); };`,
      hangs: streamed('await new Promise(() => setInterval(() => {}, 1000));'),
      cut: streamed(`
        const out = open({ statusCode: 200, headers: { 'content-type': 'text/plain' } });
        out.write('half', () => process.exit(1));
        await new Promise(() => setInterval(() => {}, 1000));`),
    },
    {
      hangs: { timeoutSeconds: 0.3, paths: { service: '/api/hangs', openai: '/v1/hangs' } },
      throws: { paths: { service: '/api/throws', openai: '/v1/throws' } },
      event: { paths: { service: '/api/event', openai: '/v1/event' } },
      item: { method: 'GET', paths: { service: '/api/items/{id}/parts/{part}' } },
    },
  );
  stack = await startStack(functions);
});
afterAll(async () => {
  await stack.close();
  await functions.remove();
});

/** A POST whose answer the test reads as slowly as it likes, or leaves. */
async function open(path: string, body: unknown): Promise<IncomingMessage> {
  const request = httpRequest(`${stack.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  request.end(JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

function progress(tag: string): number {
  return stack.logs.filter(({ line }) => line.includes(`${tag} wrote `)).length;
}

/** Makes requests of its own until the tagged one has not moved during ten of them. */
async function untilStalled(tag: string): Promise<number> {
  let seen = 0;
  for (let still = 0; still < 10; still += 1) {
    await (await stack.post('/api/event', {})).text();
    if (progress(tag) !== seen) still = 0;
    seen = progress(tag);
  }
  return seen;
}

describe('front door', () => {
  it("passes on a function's status, headers, cookies and body, and frames them itself", async () => {
    const response = await stack.post('/api/created', {});
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('made');
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'text/plain', 'x-one': '1' });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([response.headers.get('content-length'), response.headers.get('connection')]).toEqual([null, 'keep-alive']);
  });

  it.each([
    ['a function URL event', {}, { version: '2.0', rawPath: '/api/event', rawQueryString: 'a=1' }],
    ['an API Gateway event', { 'x-front-door': 'api' }, { resource: '/api/event', queryStringParameters: { a: '1' } }],
  ])('hands over %s', async (_what, headers, expected) => {
    const response = await stack.post('/api/event?a=1', { b: 2 }, { headers });
    expect(await response.json()).toMatchObject({ ...expected, body: '{"b":2}', isBase64Encoded: false });
  });

  it.each([
    ['an unknown path', 'POST', '/api/nothing', 404, 'route_not_found', null],
    ['a path that is longer', 'POST', '/api/event/more', 404, 'route_not_found', null],
    ['an empty parameter', 'GET', '/api/items//parts/2', 404, 'route_not_found', null],
    ['another method', 'DELETE', '/api/event', 405, 'method_not_allowed', 'POST, OPTIONS'],
    ['another method of a template', 'POST', '/api/items/1/parts/2', 405, 'method_not_allowed', 'GET, OPTIONS'],
  ])('refuses %s', async (_what, method, path, status, code, allow) => {
    const response = await fetch(`${stack.url}${path}?a=1`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([status, allow]);
    expect(await response.json()).toMatchObject({
      statusCode: status,
      error_code: code,
      path,
      hint: expect.any(String),
    });
  });

  it.each(['/other/event', '/api/v1/event'])('tells a client of OpenAI’s with another base URL: %s', async (path) => {
    const response = await fetch(`${stack.url}${path}`, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      message: expect.stringContaining('a base URL that ends in /v1'),
      hint: expect.stringContaining('they then ask for /v1/event'),
    });
  });

  it.each([
    [
      'an unknown path',
      'POST',
      '/v1/files',
      404,
      'route_not_found',
      'There is no endpoint POST /v1/files. Served are: POST /v1/event, POST /v1/throws, POST /v1/hangs.',
      'false',
    ],
    [
      'a slash too many',
      'POST',
      '/v1//event',
      404,
      'route_not_found',
      "There is no endpoint POST /v1//event. Clients of OpenAI's want a base URL that ends in /v1, without a slash after it: they then ask for /v1/event.",
      'false',
    ],
    ['another method', 'DELETE', '/v1/event', 405, 'method_not_allowed', /./, 'false'],
    ['a function that throws', 'POST', '/v1/throws', 502, 'internal_error', /./, 'false'],
    ['a function that hangs', 'POST', '/v1/hangs', 504, 'function_timeout', /./, 'false'],
  ])('answers in OpenAI’s form for %s', async (_what, method, path, status, code, message, retry) => {
    const response = await fetch(`${stack.url}${path}?a=1`, { method });
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([status, retry]);
    expect(await response.json()).toEqual({
      error: {
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        type: status < 500 ? 'invalid_request_error' : 'server_error',
        param: null,
        code,
      },
    });
  });

  it('refuses a body that is too large in OpenAI’s form', async () => {
    const body = 'x'.repeat(6 * 1024 * 1024 + 1);
    const response = await fetch(`${stack.url}/v1/event`, { method: 'POST', body });
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([413, 'false']);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', code: 'request_too_large' },
    });
  });

  it('finds a path with parameters', async () => {
    expect(await (await fetch(`${stack.url}/api/items/a%20b/parts/2`)).text()).toBe('item');
  });

  it.each([
    ['a body over 6 MB', 'x'.repeat(6 * 1024 * 1024 + 1)],
    ['a body whose event is over 6 MB, though it is not', '"'.repeat(4 * 1024 * 1024)],
  ])('refuses %s', async (_what, body) => {
    const response = await fetch(`${stack.url}/api/event`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error_code: 'request_too_large', statusCode: 413 });
  });

  it('lets a body of nearly 6 MB in', async () => {
    const body = { text: 'x'.repeat(6 * 1024 * 1024 - 5000) };
    const response = await stack.post('/api/event', body);
    expect(JSON.parse(((await response.json()) as { body: string }).body)).toEqual(body);
  });

  it.each([
    ['throws', 502, 'internal_error'],
    ['hangs', 504, 'function_timeout'],
  ])('answers for a function that %s', async (name, status, code) => {
    const response = await stack.post(`/api/${name}`, {});
    const text = await response.text();
    expect([response.status, JSON.parse(text).error_code]).toEqual([status, code]);
    expect(text).not.toContain('secret');
  });

  it('breaks the connection where the function was cut, after what it sent', async () => {
    const response = await stack.post('/api/cut', {});
    const chunks: string[] = [];
    const read = async () => {
      for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk).toString());
    };
    await expect(read()).rejects.toThrow();
    expect(chunks.join('')).toBe('half');
    expect(stack.requests.find(({ path }) => path === '/api/cut')).toMatchObject({
      statusCode: 200,
      bytes: 4,
      note: expect.stringContaining('exit status 1'),
    });
  });

  it('sends each part on as it comes', async () => {
    const { writeFile } = await import('node:fs/promises');
    const response = await open('/api/parts', { folder: functions.functionsDirectory });
    const parts: string[] = [];
    for await (const chunk of response) {
      parts.push(String(chunk));
      await writeFile(`${functions.functionsDirectory}/${parts.at(-1)}`, '');
    }
    expect(parts).toEqual(['one', 'two', 'three']);
  });

  it('does not tell a function that its client has gone', async () => {
    const response = await open('/api/megabytes', { tag: 'left', count: 20 });
    response.destroy();
    await stack.logged('left finished');
    await expect
      .poll(() => stack.requests.find(({ note }) => note === 'the client had gone')?.path)
      .toBe('/api/megabytes');
    expect(progress('left')).toBe(20);
  });

  it('makes a function wait for a slow reader', async () => {
    const count = 64;
    const response = await open('/api/megabytes', { tag: 'slow', count });
    const before = process.memoryUsage().arrayBuffers;
    expect(await untilStalled('slow')).toBeLessThan(count / 2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    let bytes = 0;
    for await (const chunk of response) bytes += chunk.length;
    expect(bytes).toBe(count * 1024 * 1024);
    await stack.logged('slow finished');
  });

  it('tells of each request once', async () => {
    const before = stack.requests.length;
    await (await stack.post('/api/created?a=1', {})).text();
    expect(stack.requests.slice(before)).toEqual([
      {
        method: 'POST',
        path: '/api/created',
        statusCode: 201,
        bytes: 4,
        functionName: 'created',
        milliseconds: expect.any(Number),
      },
    ]);
  });
});
