import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteStringOf, decodeText } from '../../../lib/large-json/byte-string.ts';
import {
  longStringOf,
  type ShortenedJson,
  shortenedString,
  takeOutLongStrings,
  withLongStrings,
} from '../../../lib/large-json/long-strings.ts';
import { base64Of, cutInto, readSizes } from '../stream/pieces.ts';

function filled({ json, strings }: ShortenedJson): Buffer {
  return Buffer.concat(
    [...withLongStrings(json, strings)].map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );
}

/** The value that shortened JSON stands for: each placeholder replaced by what its long string says, by JSON's own rules. */
function meant({ json, strings }: ShortenedJson): unknown {
  const whole = strings.map((longString) => [Buffer.concat(longString)]);
  return JSON.parse(decodeText(json), (_key, value) => {
    if (typeof value !== 'string') return value;
    const parts = [...withLongStrings(value, whole)];
    return parts.map((part) => (typeof part === 'string' ? part : JSON.parse(`"${part.toString()}"`))).join('');
  });
}

/** Values with long strings in them: images, and texts that are full of escapes or of other than ASCII. */
const longStrings = fc.oneof(
  fc.integer({ min: 200_000, max: 260_000 }).map((length) => base64Of(length, length)),
  fc.constantFrom('"', '\\', '\\\\"', '\n', '\u0001', 'é', '😀漢', '":{', '   ', '1,', 'null,').chain((unit) =>
    fc.tuple(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 0, max: 70_000 })).map(
      // The unit between long plain stretches, and again and again.
      ([before, after]) => `${base64Of(before)}${unit}${base64Of(after)}${unit.repeat(3000)}${base64Of(after)}${unit}`,
    ),
  ),
);
const small = fc.jsonValue({ maxDepth: 2 });
const documents = fc.tuple(
  fc.array(fc.tuple(fc.string(), fc.oneof(longStrings, small)), { minLength: 1, maxLength: 5 }),
  fc.constantFrom(undefined, 2),
);

describe('JSON without its long strings', () => {
  it('is filled to the same bytes, and means the same, whatever was in it and however it was read', () => {
    let takenOut = 0;
    fc.assert(
      fc.property(documents, readSizes, ([fields, indent], cuts) => {
        const bytes = Buffer.from(JSON.stringify({ fields }, null, indent));
        const shortened = takeOutLongStrings(cutInto(bytes, cuts));
        takenOut += shortened.strings.length;
        expect(filled(shortened).equals(bytes)).toBe(true);
        expect(meant(shortened)).toEqual(JSON.parse(bytes.toString()));
      }),
      { numRuns: 80 },
    );
    expect(takenOut).toBeGreaterThan(50);
  }, 60_000);

  const long = base64Of(300_000);
  const other = base64Of(200_000, 2);

  it.each([
    ['alone', long, [long]],
    ['at the start', [long, 1], [long]],
    ['at the end', { type: 'a', result: long }, [long]],
    ['among short ones', { a: 'x', result: long, b: 'y', n: 12 }, [long]],
    ['one after the other', { a: long, b: other, c: [long] }, [long, other, long]],
  ])('takes out long strings that stand %s', (_name, value, expected) => {
    const { json, strings } = takeOutLongStrings(cutInto(Buffer.from(JSON.stringify(value)), [65_536]));
    expect(strings.map((longString) => Buffer.concat(longString).toString())).toEqual(expected);
    expect(json.length).toBeLessThan(200_000);
  });

  it('gives the long string of a value by its placeholder, and of no other value', () => {
    const text = JSON.stringify({ type: 'image', result: long, none: null });
    const { json, strings } = takeOutLongStrings(cutInto(Buffer.from(text), [16_384]));
    const { type, result, none } = JSON.parse(json);
    expect(Buffer.concat([...(longStringOf(result, strings) ?? [])]).toString()).toBe(long);
    for (const value of [type, none, `${result} `, `${result}\n`, 0, undefined]) {
      expect(longStringOf(value, strings)).toBeUndefined();
    }
  });

  it.each(['~0~', '~:0~', '~undefined:0~', '~abc123:0~'])(
    'takes no text for a placeholder that only looks like one: %s',
    (text) => {
      const bytes = Buffer.from(JSON.stringify({ text, result: long }));
      const shortened = takeOutLongStrings(cutInto(bytes, [65_536]));
      expect(shortened.strings).toHaveLength(1);
      expect(filled(shortened).equals(bytes)).toBe(true);
      expect(longStringOf(text, shortened.strings)).toBeUndefined();
    },
  );

  it('stays JSON where the quote after a long stretch is an escaped one', () => {
    for (const text of [
      `${long}"end`,
      `${long}\\"end`,
      `${long}\\`,
      `${long}${'\\'.repeat(40_000)}"`,
      `"${long}"${long}`,
    ]) {
      const bytes = Buffer.from(JSON.stringify({ text, id: 'x' }));
      const shortened = takeOutLongStrings(cutInto(bytes, [65_536]));
      expect(shortened.strings).not.toEqual([]);
      expect(filled(shortened).equals(bytes)).toBe(true);
      expect(meant(shortened)).toEqual({ text, id: 'x' });
    }
  });

  it.each([
    ['an opening brace', '{'],
    ['a comma', ','],
    ['a colon', ':'],
    ['half a field name', '"resp'],
    ['half a number', ',"n":12'],
  ])('takes nothing but strings out where a read ended after %s', (_name, end) => {
    const text = JSON.stringify({ resp: 'a', n: 1234, result: long, b: true });
    const at = text.indexOf(end) + end.length;
    const bytes = Buffer.from(text);
    const pieces = [bytes.subarray(0, at - 1), bytes.subarray(at - 1, at), ...cutInto(bytes.subarray(at), [3, 65_536])];
    const shortened = takeOutLongStrings(pieces);
    expect(shortened.strings).toHaveLength(1);
    expect(meant(shortened)).toEqual(JSON.parse(text));
  });

  it('leaves long stretches without a string as they are', () => {
    const text = `{"numbers":[${'1234.5e-6, '.repeat(20_000)}0],${' '.repeat(200_000)}"n":null}`;
    const { json, strings } = takeOutLongStrings(cutInto(Buffer.from(text), [16_384]));
    expect({ json, strings }).toEqual({ json: text, strings: [] });
  });

  it('counts its placeholders on from the strings of the lines before', () => {
    const first = takeOutLongStrings(cutInto(Buffer.from(`{"a":"${long}",`), [65_536]));
    const second = takeOutLongStrings(cutInto(Buffer.from(`"b":"${other}"}`), [65_536]), first.strings);
    expect(meant({ json: first.json + second.json, strings: second.strings })).toEqual({ a: long, b: other });
  });

  it('keeps what is no JSON', () => {
    const bytes = Buffer.from(`<html>${long}`);
    expect(byteStringOf(filled(takeOutLongStrings(cutInto(bytes, [20_000]))))).toBe(byteStringOf(bytes));
  });
});

describe('the beginning of a long string', () => {
  it.each(['x', 'é', '漢', '👩', '\\n', '\\u00e9', '\\\\', '\\"'])('of %s is a string of JSON as well', (piece) => {
    for (let ahead = 0; ahead < 8; ahead += 1) {
      const text = 'a'.repeat(ahead) + piece.repeat(5_000);
      const short = Buffer.concat(shortenedString([Buffer.from(text)])).toString('utf8');
      expect(Buffer.byteLength(short)).toBeLessThanOrEqual(2_010);
      expect(short).not.toContain('\ufffd');
      const whole: string = JSON.parse(`"${text}"`);
      const read: string = JSON.parse(`"${short}"`);
      expect(read.endsWith('…')).toBe(true);
      expect(whole.startsWith(read.slice(0, -1))).toBe(true);
    }
  });

  it('is all of it where that is short', () => {
    const longString = [Buffer.from('short')];
    expect(shortenedString(longString)).toBe(longString);
  });
});
