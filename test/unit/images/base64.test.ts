import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase64 } from '../../../lib/images/base64.ts';

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
