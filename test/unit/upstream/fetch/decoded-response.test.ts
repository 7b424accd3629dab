import { once } from 'node:events';
import type { Readable, Transform } from 'node:stream';
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createDeflate,
  createDeflateRaw,
  createGzip,
  createZstdCompress,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import { createFetch } from '../../../../lib/upstream/fetch/node-fetch.ts';
import { startUpstream, type UpstreamHandler } from '../../../support/upstream.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function answerOf(handler: UpstreamHandler) {
  const server = await startUpstream(handler);
  closers.push(() => server.close());
  return { response: await createFetch()(server.url), request: server.requests[0] };
}

const TEXT = `{"text":"${'Ünïcode '.repeat(5000)}"}`;

const codings: readonly (readonly [
  coding: string,
  header: string,
  encode: (text: Buffer) => Buffer,
  stream: () => Transform,
])[] = [
  ['gzip', 'gzip', gzipSync, () => createGzip()],
  ['x-gzip in capitals', 'X-GZIP', gzipSync, () => createGzip()],
  ['br', 'br', brotliCompressSync, () => createBrotliCompress()],
  ['zstd', 'zstd', zstdCompressSync, () => createZstdCompress()],
  ['deflate', 'deflate', deflateSync, () => createDeflate()],
  ['deflate without a header', 'deflate', deflateRawSync, () => createDeflateRaw()],
];

describe('a request', () => {
  it('asks for no coding', async () => {
    const { request } = await answerOf((_request, response) => void response.end('ok'));
    expect(request?.headers['accept-encoding']).toBe('identity');
  });
});

describe.each(codings)('an answer in %s', (_name, header, encode, stream) => {
  it.each([1, 7, 100_000])('is decoded, cut every %i bytes', async (size) => {
    const { response } = await answerOf((_request, answer) => {
      const bytes = encode(Buffer.from(TEXT));
      answer.writeHead(200, { 'content-encoding': header });
      for (let at = 0; at < bytes.length; at += size) answer.write(bytes.subarray(at, at + size));
      answer.end();
    });
    expect(await response.text()).toBe(TEXT);
  });

  it('is decoded as it comes: each event before the next is sent', async () => {
    const encoder = stream();
    const { response } = await answerOf((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': header });
      encoder.pipe(answer);
      send(encoder, 'event 0');
    });
    const body: Readable = response.body;
    for (let number = 0; number < 5; number += 1) {
      let seen = '';
      while (seen !== `event ${number}`) {
        const chunk: Buffer | null = body.read();
        if (chunk === null) await once(body, 'readable');
        else seen += chunk.toString();
      }
      send(encoder, `event ${number + 1}`);
    }
    body.destroy();
  });

  it.each([200, 400])('is an empty text where it is empty, with status %i', async (status) => {
    const { response } = await answerOf((_request, answer) => {
      answer.writeHead(status, { 'content-encoding': header }).end();
    });
    expect(await response.text()).toBe('');
  });

  it('breaks as any other where its connection breaks', async () => {
    const { response } = await answerOf((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': header });
      answer.write(encode(Buffer.from(TEXT)).subarray(0, 20), () => answer.socket?.resetAndDestroy());
    });
    await expect(response.text()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('frees its connection where nobody reads it', async () => {
    const closed = Promise.withResolvers<void>();
    const { response } = await answerOf((request, answer) => {
      answer.writeHead(200, { 'content-encoding': header });
      answer.write(encode(Buffer.from(TEXT)).subarray(0, 20));
      request.closed.then(() => closed.resolve());
    });
    response.body.destroy();
    await closed.promise;
  });
});

/** Writes an event out at once, as a server does that flushes each. */
function send(encoder: Transform, text: string): void {
  encoder.write(text);
  const kind = encoder.constructor.name;
  const flush = kind.startsWith('Brotli')
    ? constants.BROTLI_OPERATION_FLUSH
    : kind.startsWith('Zstd')
      ? constants.ZSTD_e_flush
      : constants.Z_SYNC_FLUSH;
  (encoder as Transform & { flush(kind: number): void }).flush(flush);
}

describe('codings on top of each other', () => {
  it('are undone in the opposite order', async () => {
    const { response } = await answerOf((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip, identity, br' });
      answer.end(brotliCompressSync(gzipSync(TEXT)));
    });
    expect(await response.text()).toBe(TEXT);
  });
});

describe('an answer that cannot be decoded', () => {
  it.each(['identity', '', 'Identity, identity'])('is none where nothing was encoded: %j', async (coding) => {
    const { response } = await answerOf((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': coding }).end(TEXT);
    });
    expect(await response.text()).toBe(TEXT);
  });

  it.each(['compress', 'gzip, dcb', 'constructor'])('names its coding: %s', async (coding) => {
    const asked = answerOf((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': coding }).end('x');
    });
    const error: unknown = await asked.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({
      code: 'upstream_invalid_response',
      statusCode: 502,
      message: expect.stringContaining(`"${coding.split(', ').at(-1)}"`),
      hint: expect.stringContaining('identity'),
    });
  });

  it('says so as the text of a refusal, which keeps its status', async () => {
    const { response } = await answerOf((_request, answer) => {
      answer.writeHead(429, { 'content-encoding': 'compress' }).end('x');
    });
    expect(response.status).toBe(429);
    expect(await response.text()).toContain('"compress"');
  });

  it.each(['gzip', 'br', 'zstd', 'deflate'])('says so where it is no %s', async (coding) => {
    const { response } = await answerOf((_request, answer) => {
      answer
        .writeHead(200, { 'content-encoding': coding })
        .end('{"this":"is no compressed data, whatever the header says"}');
    });
    await expect(response.text()).rejects.toMatchObject({
      code: 'upstream_invalid_response',
      message: expect.stringContaining(coding),
    });
  });
});
