import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase64 } from '../../../lib/large-json/base64.ts';

it('decodes base64 cut anywhere', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(30), { maxLength: 20 }), (bytes, cuts) => {
      const text = Buffer.from(Buffer.from(bytes).toString('base64'));
      const pieces: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        pieces.push(text.subarray(at, at + cut));
        at += cut;
      }
      pieces.push(text.subarray(at));
      expect(decodeBase64(pieces).equals(Buffer.from(bytes))).toBe(true);
    }),
  );
});

it('decodes an image of many steps', () => {
  const bytes = Buffer.from(Array.from({ length: 100_001 }, (_, index) => (index * 31) % 256));
  const text = Buffer.from(bytes.toString('base64'));
  expect(decodeBase64([text.subarray(0, 33_333), text.subarray(33_333)]).equals(bytes)).toBe(true);
});

it.each([
  ['nothing', [], ''],
  ['empty pieces', ['', 'aGVs', '', 'bG8=', ''], 'hello'],
  ['pieces of one character', [...'aGVsbG8='], 'hello'],
  ['base64 without padding', ['aGVsbG', '8'], 'hello'],
  ['the alphabet for URLs', ['-_-', '_'], '\xfb\xff\xbf'],
])('decodes %s', (_name, pieces, expected) => {
  expect(decodeBase64(pieces.map((piece) => Buffer.from(piece))).toString('latin1')).toBe(expected);
});

it('holds an image once: in memory of its own size', () => {
  const bytes = decodeBase64([Buffer.from(Buffer.alloc(99_999, 1).toString('base64'))]);
  expect(bytes.buffer.byteLength).toBeLessThanOrEqual(100_002);
});
