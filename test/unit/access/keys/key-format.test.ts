import { describe, expect, it } from 'vitest';
import { hashOfKey, isKey, newKey } from '../../../../lib/access/keys/key-format.ts';

const KEY = `orl_${'a'.repeat(43)}`;

describe('a new key', () => {
  it('is its prefix and 32 random bytes', () => {
    expect(newKey((bytes) => new Uint8Array(bytes).fill(255))).toBe(`orl_${'_'.repeat(42)}8`);
    expect(newKey((bytes) => new Uint8Array(bytes))).toBe(`orl_${'A'.repeat(43)}`);
  });

  it('is another one each time, and recognised', () => {
    const keys = Array.from({ length: 100 }, () => newKey());
    expect(new Set(keys).size).toBe(100);
    expect(keys.filter((key) => !isKey(key))).toEqual([]);
  });
});

describe('a text', () => {
  it.each([
    ['with the prefix and 43 characters', KEY, true],
    ['that is empty', '', false],
    ['without the prefix', 'a'.repeat(47), false],
    ["with OpenAI's prefix", `sk-${'a'.repeat(43)}`, false],
    ['that is too short', KEY.slice(0, -1), false],
    ['that is too long', `${KEY}a`, false],
    ['with a line after it', `${KEY}\n`, false],
    ['with a space before it', ` ${KEY}`, false],
    ['in plain base64', `orl_${'+'.repeat(43)}`, false],
  ])('%s: is it a key? %s', (_what, text, is) => {
    expect(isKey(text)).toBe(is);
  });
});

describe('the hash of a key', () => {
  it('is SHA-256 of its text, in hexadecimal', () => {
    // printf abc | sha256sum
    expect(hashOfKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('differs where another text decodes to the same bytes', () => {
    const [one, other] = [`orl_${'A'.repeat(43)}`, `orl_${'A'.repeat(42)}B`];
    expect(Buffer.from(one.slice(4), 'base64url')).toEqual(Buffer.from(other.slice(4), 'base64url'));
    expect(hashOfKey(one)).not.toBe(hashOfKey(other));
  });
});
