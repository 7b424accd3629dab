import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callersOf } from '../../../infra/local/callers.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { type TemporaryFunctions, writeFunctions } from '../../support/temporary-functions.ts';

const answering = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  console.log('spent');
  const head = { statusCode: 200, headers: { 'content-type': 'text/plain', vary: 'accept' } };
  const out = awslambda.HttpResponseStream.from(stream, head);
  out.write('done');
  out.end();
});`;

let functions: TemporaryFunctions;
let own: Stack;
let named: Stack;
let open: Stack;

beforeAll(async () => {
  functions = await writeFunctions(
    { spend: answering, look: answering, page: answering },
    {
      spend: { access: { openai: true } },
      look: { method: 'GET', access: { openai: true } },
      page: { method: 'GET' },
    },
  );
  const { endpoints, functionsDirectory } = functions;
  const start = (origins: string) => startStack({ endpoints, functionsDirectory, callers: callersOf(origins) });
  own = await startStack({ endpoints, functionsDirectory });
  named = await start('https://app.example.com,http://box.lan:8080');
  open = await start('*');
});
afterAll(async () => {
  await Promise.all([own, named, open].map((stack) => stack.close()));
  await functions.remove();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** A request with whatever headers, `Host` and `Origin` included; a simple POST, unless given otherwise. */
async function send(stack: Stack, { method = 'POST', path = '/api/spend', headers = {} }: Sent) {
  const sent = request(`${stack.url}${path}`, { method, headers: { 'content-type': 'text/plain', ...headers } });
  sent.end(method === 'POST' ? '{}' : '');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

async function statusOf(stack: Stack, sent: Sent): Promise<number | undefined> {
  const response = await send(stack, sent);
  response.resume();
  return response.statusCode;
}

const OWN_ORIGINS = [
  'http://localhost',
  'http://localhost:5173',
  'https://localhost:8443',
  'http://LOCALHOST:5173',
  'http://app.localhost:3000',
  'http://127.0.0.1:9999',
  'http://127.9.8.7',
  'http://[::1]:5173',
];
const FOREIGN_ORIGINS = [
  'https://evil.example',
  'http://localhost.evil.example',
  'http://evillocalhost',
  'http://127.0.0.1.evil.example',
  'http://10.0.0.7:3000',
  'http://localhost@evil.example',
  'http://evil.example#localhost',
  'http://localhost:99999',
  'http://localhost, https://evil.example',
  'ftp://localhost',
  'file://',
  'localhost:3000',
  'null',
  '',
];
const OWN_HOSTS = [
  'localhost',
  'LocalHost:3000',
  'localhost.',
  'x.localhost:1',
  '127.0.0.1',
  '127.0.0.2:80',
  '[::1]:3000',
];
const FOREIGN_HOSTS = [
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  'evillocalhost',
  '127.0.0.1.evil.example',
  '192.168.0.7',
  '0.0.0.0:3000',
  'localhost@evil.example',
  'localhost..',
];

describe('without CORS_ORIGINS', () => {
  it.each(OWN_ORIGINS)('a page at %s calls, and reads the answer', async (origin) => {
    const { statusCode, headers } = (await send(own, { headers: { origin } })).resume();
    expect([statusCode, headers['access-control-allow-origin']]).toEqual([200, origin]);
    expect([headers['access-control-expose-headers'], headers.vary]).toEqual(['*', 'accept, origin']);
  });

  it.each(OWN_HOSTS)('the server is called %s', async (host) => {
    expect(await statusOf(own, { headers: { host } })).toBe(200);
  });

  it.each(FOREIGN_ORIGINS)('a page at "%s" is refused before a function runs, preflight and all', async (origin) => {
    const before = own.logs.length;
    const response = await send(own, { headers: { origin } });
    expect([response.statusCode, response.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    expect(await json(response)).toMatchObject({
      statusCode: 403,
      error_code: 'origin_not_allowed',
      path: '/api/spend',
      hint: expect.stringContaining('CORS_ORIGINS'),
    });
    const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };
    expect(await statusOf(own, preflight)).toBe(403);
    expect(own.logs.length).toBe(before);
  });

  it.each(FOREIGN_HOSTS)('a request to "%s" is refused before a function runs', async (host) => {
    const before = own.logs.length;
    const response = await send(own, { headers: { host } });
    expect(response.statusCode).toBe(403);
    expect(await json(response)).toMatchObject({
      error_code: 'host_not_allowed',
      hint: expect.stringContaining('CORS_ORIGINS'),
    });
    expect(own.logs.length).toBe(before);
  });

  it('a refusal says how to allow what was refused', async () => {
    const origin = await json(await send(own, { headers: { origin: 'https://app.example.com' } }));
    const host = await json(await send(own, { headers: { host: 'box.lan:8080' } }));
    expect(origin).toHaveProperty('hint', expect.stringContaining('CORS_ORIGINS=https://app.example.com '));
    expect(host).toHaveProperty('hint', expect.stringContaining('CORS_ORIGINS=http://box.lan:8080 '));
  });

  it('a refusal quotes no more than it has to', async () => {
    const body = (await json(await send(own, { headers: { origin: `https://${'x'.repeat(5000)}` } }))) as object;
    expect(JSON.stringify(body).length).toBeLessThan(1500);
  });

  it.each([
    ['its own pages, which send no referrer, call', 'POST', '/api/spend', 'null', 'same-origin', 200],
    ['a page in a sandbox does not', 'POST', '/api/spend', 'null', 'cross-site', 403],
    ['an address that was typed in is opened', 'GET', '/api/look', undefined, 'none', 200],
    ['its own pages read', 'GET', '/api/look', undefined, 'same-origin', 200],
    ['an image of another site does not', 'GET', '/api/look', undefined, 'cross-site', 403],
    ['nor does a form of one that says not whose', 'POST', '/api/spend', undefined, 'cross-site', 403],
    ['a link of another site to a page works', 'GET', '/api/page', undefined, 'cross-site', 200],
    ['and to nothing', 'GET', '/api/nothing', undefined, 'cross-site', 404],
  ])('%s', async (_what, method, path, origin, site, status) => {
    const headers = { 'sec-fetch-site': site, ...(origin && { origin }) };
    expect(await statusOf(own, { method, path, headers })).toBe(status);
  });

  it('answers a preflight of a page of this machine', async () => {
    const headers = { origin: 'http://localhost:5173', 'access-control-request-headers': 'content-type,x-own' };
    const response = (await send(own, { method: 'OPTIONS', headers })).resume();
    expect(response.statusCode).toBe(204);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type,x-own',
    });
  });

  it('lets such a page read errors, too', async () => {
    const origin = 'http://localhost:5173';
    const response = (await send(own, { path: '/api/nothing', headers: { origin } })).resume();
    expect([response.statusCode, response.headers['access-control-allow-origin']]).toEqual([404, origin]);
  });
});

describe('CORS_ORIGINS', () => {
  it.each([
    ['an origin that it names', { origin: 'https://app.example.com' }, 200],
    ['that origin by its default port', { origin: 'https://app.example.com:443' }, 200],
    ['another scheme', { origin: 'http://app.example.com' }, 403],
    ['another port', { origin: 'https://app.example.com:8443' }, 403],
    ['a name below it', { origin: 'https://x.app.example.com' }, 403],
    ['a page of this machine all the same', { origin: 'http://localhost:5173' }, 200],
    ["an origin's host, as a tunnel passes it on", { host: 'app.example.com' }, 200],
    ["an origin's host with a port", { host: 'box.lan:3000' }, 200],
    ['another host', { host: 'example.com' }, 403],
  ])('is heard on %s', async (_what, headers, status) => {
    expect(await statusOf(named, { headers: headers as Record<string, string> })).toBe(status);
  });

  it.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { host: 'evil.example' }])(
    'as * lets everybody call (%j)',
    async (headers) => {
      const response = (await send(open, { headers: headers as Record<string, string> })).resume();
      expect([response.statusCode, response.headers['access-control-allow-origin']]).toEqual([200, '*']);
    },
  );

  it.each([
    'app.example.com',
    'https://a.example, https://b.example',
    'https://a.example/',
    'ftp://a.example',
    ',',
    '**',
  ])('is refused as "%s"', (value) => {
    expect(() => callersOf(value)).toThrow('CORS_ORIGINS wants origins with commas between, or *');
  });
});
