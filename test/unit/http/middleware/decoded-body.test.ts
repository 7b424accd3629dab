import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodedBody } from '../../../../lib/http/middleware/decoded-body.ts';

const text = '{"a":"é 👩‍👧"}';
const MIB = 1024 * 1024;

/** The text of bytes that came as base64, under such a `content-encoding`. */
function decoded(bytes: Uint8Array, coding: string) {
  const body = Buffer.from(bytes).toString('base64');
  return decodedBody({ body, isBase64Encoded: true, headers: { 'content-encoding': coding } });
}

const fails = (code: string, fields: object = {}) => expect.objectContaining({ code, ...fields });

describe('a body', () => {
  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    [' GZIP ', gzipSync(text)],
    ['identity', Buffer.from(text)],
    ['', Buffer.from(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ])('is read as %j', (coding, bytes) => {
    expect(decoded(bytes, coding)).toBe(text);
  });

  it.each([undefined, ''])('that is not there stays %j, whatever the header says', (body) => {
    const given = {
      isBase64Encoded: false,
      headers: { 'content-encoding': 'gzip' },
      ...(body === undefined ? {} : { body }),
    };
    expect(decodedBody(given)).toBe(body);
  });

  it('that the gateway has decompressed is taken as it is', () => {
    expect(decodedBody({ body: text, isBase64Encoded: false, headers: { 'content-encoding': 'gzip' } })).toBe(text);
  });
});

describe('a body that cannot be read', () => {
  it.each(['rot13', 'gzip, rot13', 'constructor', 'gzip,gzip,gzip,gzip'])('is coded as %s', (coding) => {
    expect(() => decoded(gzipSync(text), coding)).toThrow(
      fails('unsupported_media_type', { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } }),
    );
  });

  it.each([
    ['is something else', Buffer.from(text), 'gzip'],
    ['is cut', gzipSync(text).subarray(0, -9), 'gzip'],
    ['is named otherwise', gzipSync(text), 'br'],
  ])('%s', (_name, bytes, coding) => {
    expect(() => decoded(bytes, coding)).toThrow(fails('invalid_json'));
  });

  it('was taken for text by a gateway', () => {
    const body = gzipSync(text).toString('utf8');
    expect(() => decodedBody({ body, isBase64Encoded: false, headers: { 'content-encoding': 'gzip' } })).toThrow(
      fails('invalid_json'),
    );
  });

  it.each([
    [12 * MIB, true],
    [12 * MIB + 1, false],
  ])('has more than 12 MiB once it is decompressed: %i', (bytes, fits) => {
    const reading = () => decoded(gzipSync(Buffer.alloc(bytes, 'x')), 'gzip');
    if (fits) expect(reading()).toHaveLength(bytes);
    else expect(reading).toThrow(fails('request_too_large'));
  });
});
