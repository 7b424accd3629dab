import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream } from '../support/upstream.ts';
import { invokeDirectly, postEvent } from './events.ts';
import { RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/responses/text';
const INPUT = 'héllo '.repeat(500);
const JSON_BODY = Buffer.from(JSON.stringify({ input: INPUT }));

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

/** POSTs bytes under a coding, through the front door of function URLs or that of API Gateway. */
function post(bytes: Uint8Array<ArrayBuffer>, coding: string, headers: Record<string, string> = {}) {
  return fetch(`${stack.url}${PATH}`, {
    method: 'POST',
    body: bytes,
    headers: { 'content-type': 'application/json', 'content-encoding': coding, ...headers },
  });
}

const compressed: readonly (readonly [coding: string, (bytes: Buffer) => Buffer<ArrayBuffer>])[] = [
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  ['x-gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['zstd', zstdCompressSync],
  ['gzip, zstd', (bytes) => zstdCompressSync(gzipSync(bytes))],
  ['identity, gzip', gzipSync],
];

describe('a compressed body', () => {
  it.each(compressed)('in %s is decoded, through either front door', async (coding, compress) => {
    for (const frontDoor of ['url', 'api']) {
      const response = await post(compress(JSON_BODY), coding, { 'x-front-door': frontDoor });
      expect(response.status).toBe(200);
      expect(upstream.requests.at(-1)?.json()).toMatchObject({ input: INPUT });
    }
  });

  it('in identity is what it is', async () => {
    expect((await post(JSON_BODY, 'identity')).status).toBe(200);
    expect(upstream.requests.at(-1)?.json()).toMatchObject({ input: INPUT });
  });

  it('that a gateway has decompressed already is taken as it is', async () => {
    const event = postEvent(PATH, JSON_BODY.toString());
    const answer = await invokeDirectly(stack, 'create-text', {
      ...event,
      headers: { ...event.headers, 'content-encoding': 'gzip' },
    });
    expect(answer.statusCode).toBe(200);
  });

  it('that a gateway has taken for text is 400 that says so', async () => {
    const event = postEvent(PATH, gzipSync(JSON_BODY).toString('utf8'));
    const answer = await invokeDirectly(stack, 'create-text', {
      ...event,
      headers: { ...event.headers, 'content-encoding': 'gzip' },
    });
    expect(answer).toMatchObject({ statusCode: 400, body: { message: expect.stringContaining('as gzip') } });
  });

  it.each([
    ['cut short', gzipSync(JSON_BODY).subarray(0, 20), 'gzip'],
    ['of another coding', zstdCompressSync(JSON_BODY), 'gzip'],
    ['of no coding', JSON_BODY, 'zstd'],
    ['of no coding', JSON_BODY, 'br'],
  ])('that is %s is 400 that names the coding', async (_name, bytes, coding) => {
    const response = await post(bytes, coding);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error_code: 'invalid_json',
      message: `The request body could not be decompressed as ${coding}.`,
      hint: expect.stringContaining('Content-Encoding'),
    });
  });

  it.each(['compress', 'gzip, lzma', 'constructor'])(
    'in %s is 415 that names the coding, and those that are taken',
    async (coding) => {
      const response = await post(JSON_BODY, coding);
      expect(response.status).toBe(415);
      expect(response.headers.get('accept-encoding')).toBe('gzip, deflate, br, zstd');
      const named = coding.split(', ').at(-1);
      expect(await response.json()).toMatchObject({
        error_code: 'unsupported_media_type',
        message: `The content coding '${named}' of the request is not supported.`,
      });
    },
  );

  it.each(compressed)('in %s of 200 MB is 413 before it is decompressed', async (coding, compress) => {
    const response = await post(compress(Buffer.alloc(200_000_000, ' ')), coding);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      error_code: 'request_too_large',
      message: 'The request is larger than 12 MB once it is decompressed.',
    });
  });
});
