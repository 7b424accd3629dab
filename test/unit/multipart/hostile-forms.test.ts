import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormFile } from '../../../lib/multipart/form-file.ts';
import { readForm } from '../../../lib/multipart/read-form.ts';
import { writeForm } from '../../../lib/multipart/write-form.ts';

/** RFC 2046 §5.1.1, `bchars`; the last one is no space. */
const BCHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=?";
const boundaries = fc.string({ unit: fc.constantFrom(...BCHARS), minLength: 1, maxLength: 70 });

/** Names that say themselves: no brackets, no quotes, and none that OpenAI takes for a number, a flag or a file. */
const names = fc
  .string({ unit: fc.constantFrom(...'abcxyzÄé漢👋_-. ;=%'), minLength: 1, maxLength: 20 })
  .map((name) => `f${name}f`);
const texts = fc.string({ unit: 'grapheme', maxLength: 200 });
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .array(fc.constantFrom('\r\n', '--', '\r\n--', '\r\n\r\n', '\0', 'Content-Disposition: form-data; name="a"'), {
      maxLength: 30,
    })
    .map((parts) => Buffer.from(parts.join(''))),
);
const files = fc.record({
  filename: fc
    .string({ unit: fc.constantFrom(...'abÄ漢👋 ._-'), minLength: 1, maxLength: 20 })
    .map((name) => `n${name}n`),
  bytes: contents,
});
type File = typeof files extends fc.Arbitrary<infer Made> ? Made : never;

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const isFile = (value: unknown): value is File => typeof value === 'object' && value !== null && 'bytes' in value;

/** One part, as RFC 7578 has it. */
function part(boundary: string, name: string, value: string | File): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
  if (!isFile(value)) return Buffer.from(`${head}\r\n\r\n${value}\r\n`);
  const { filename, bytes } = value;
  return Buffer.concat([
    Buffer.from(`${head}; filename="${filename}"\r\nContent-Type: application/x-of-tomorrow\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
}

/** What a value is to be read as. */
const readAs = (value: string | File) =>
  isFile(value) ? { filename: value.filename, bytes: value.bytes.length, sha256: hash(value.bytes) } : value;
const shown = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shown);
  if (!(value instanceof FormFile)) return value;
  expect(hash(Buffer.concat(value.content()))).toBe(value.sha256);
  return { filename: value.filename, bytes: value.bytes, sha256: value.sha256 };
};

describe('a form of a correct writer', () => {
  it('comes out as it was written, whatever it says and whatever its boundary', async () => {
    const values = fc.dictionary(
      names,
      fc.oneof(texts, files, fc.array(fc.oneof(texts, files), { minLength: 1, maxLength: 3 })),
      { maxKeys: 6 },
    );
    await fc.assert(
      fc.asyncProperty(boundaries, values, async (boundary, fields) => {
        const parts = Object.entries(fields).flatMap(([name, value]) =>
          Array.isArray(value) ? value.map((each) => part(boundary, `${name}[]`, each)) : [part(boundary, name, value)],
        );
        // A correct writer takes a boundary that nothing else has.
        const inside = Buffer.concat(parts).toString('latin1').split(`--${boundary}`).length - 1;
        fc.pre(inside === parts.length);
        const bytes = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
        const read = await readForm(bytes, `multipart/form-data; boundary="${boundary}"`);
        const entries = Object.entries(read).map(([name, value]) => [name, shown(value)] as const);
        const expected = Object.entries(fields).map(
          ([name, value]) => [name, Array.isArray(value) ? value.map(readAs) : readAs(value)] as const,
        );
        const sorted = (all: readonly (readonly [string, unknown])[]) =>
          all.toSorted(([one], [other]) => (one < other ? -1 : 1));
        expect(sorted(entries)).toEqual(sorted(expected));
      }),
      { numRuns: 400 },
    );
  });

  it('is what this service writes, in as many bytes as it says', async () => {
    const made = fc.record({
      prompt: texts,
      list: fc.array(texts, { minLength: 1, maxLength: 3 }),
      chunks: fc.dictionary(fc.constantFrom('type', 'of', 'at'), texts, { minKeys: 1 }),
      file: files,
    });
    await fc.assert(
      fc.asyncProperty(made, async ({ file: { filename, bytes }, ...fields }) => {
        const facts = {
          filename,
          contentType: 'application/x-of-tomorrow',
          isTypeKnown: false,
          bytes: bytes.length,
          sha256: hash(bytes),
        };
        const form = writeForm({ ...fields, file: new FormFile(facts, [bytes]) });
        const written = await buffer(form.open());
        expect(written).toHaveLength(form.length);
        const { file, ...read } = await readForm(written, form.contentType);
        expect(read).toEqual(fields);
        expect(shown(file)).toEqual({ filename, bytes: bytes.length, sha256: hash(bytes) });
      }),
      { numRuns: 200 },
    );
  });
});

const TYPE = 'multipart/form-data; boundary=xyz';
const whole = (...parts: readonly (string | Buffer)[]) =>
  Buffer.concat([...parts, '--xyz--\r\n'].map((piece) => Buffer.from(piece as string)));
const field = (name: string, value = 'v') =>
  `--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const raw = (head: string, body = 'v') => `--xyz\r\n${head}\r\n\r\n${body}\r\n`;
const disposition = 'Content-Disposition: form-data; name="a"';

/** Well below what a request has; a slow reader would be one that a small form keeps busy. */
const QUICK_MS = 2000;

/** What becomes of a form: its fields, or the code of its refusal. */
async function outcome(bytes: Buffer, type = TYPE): Promise<unknown> {
  const before = performance.now();
  const read = await readForm(bytes, type).catch((error: { code?: string }) => error.code);
  expect(performance.now() - before).toBeLessThan(QUICK_MS);
  return read;
}

describe('a hostile form', () => {
  it.each<readonly [string, Buffer, string]>([
    ['the same name twice', whole(field('a'), field('a')), 'invalid_form'],
    ['a name twice, once as a list', whole(field('a[]'), field('a')), 'invalid_form'],
    ['a name twice, once as an object', whole(field('a'), field('a[b]')), 'invalid_form'],
    ['a name of an object twice', whole(field('a[b]'), field('a[b]')), 'invalid_form'],
    ['another boundary than it says', Buffer.from(field('a').replaceAll('xyz', 'zyx')), 'invalid_form'],
    ['no last boundary', Buffer.from(field('a')), 'invalid_form'],
    ['half of its last boundary', Buffer.from(`${field('a')}--xy`), 'invalid_form'],
    ['a part that does not end', Buffer.from(`${field('a')}${raw(disposition).slice(0, -3)}`), 'invalid_form'],
    ['nothing', Buffer.alloc(0), 'invalid_form'],
    ['a part without a name', whole(raw('Content-Disposition: form-data'), field('b')), 'invalid_form'],
    [
      'a file without a name',
      whole(raw('Content-Disposition: form-data; filename="a.png"'), field('b')),
      'invalid_form',
    ],
    ['10,000 parts', whole(...Array.from({ length: 10_000 }, (_, index) => field(`f${index}`))), 'request_too_large'],
    ['10,000 parts of one list', whole(...Array.from({ length: 10_000 }, () => field('f[]'))), 'request_too_large'],
    ['10,000 empty parts', whole('--xyz\r\n\r\n\r\n'.repeat(10_000)), 'request_too_large'],
    ['10,000 files', whole(raw(`${disposition}; filename="a.png"`).repeat(10_000)), 'request_too_large'],
    ['a name of a megabyte', whole(field('n'.repeat(1_000_000))), 'request_too_large'],
  ])('with %s is refused', async (_what, bytes, code) => {
    expect(await outcome(bytes)).toBe(code);
  });

  it.each<readonly [string, Buffer, object]>([
    ['a part without a head', whole('--xyz\r\n\r\nv\r\n', field('b')), { b: 'v' }],
    ['a part that is no form-data', whole(raw('Content-Disposition: attachment; name="a"'), field('b')), { b: 'v' }],
    [
      'a form within a form',
      whole(raw(`${disposition}\r\nContent-Type: multipart/mixed; boundary=in`, '--in\r\n\r\nx\r\n--in--'), field('b')),
      { a: '--in\r\n\r\nx\r\n--in--', b: 'v' },
    ],
    ['a name in which a line ends', whole(field('a\r\nx: y'), field('b')), { a: 'v', b: 'v' }],
    ['a line’s end that is written out', whole(field('a%0D%0Ax')), { 'a%0D%0Ax': 'v' }],
    [
      'a thousand heads',
      whole(raw(`${disposition}\r\n${'x: y\r\n'.repeat(1000).trimEnd()}`), field('b')),
      { a: 'v', b: 'v' },
    ],
    [
      'a preamble and an epilogue',
      Buffer.concat([Buffer.from('hello\r\n'), whole(field('b')), Buffer.from('world')]),
      { b: 'v' },
    ],
  ])('with %s does no harm', async (_what, bytes, expected) => {
    expect(await outcome(bytes)).toEqual(expected);
  });

  it.each([
    '__proto__',
    'constructor',
    'toString',
    '__proto__[polluted]',
    'a[__proto__]',
    '__proto__[]',
    'constructor[prototype]',
  ])('with the name %s changes nothing but its own fields', async (name) => {
    const read = (await outcome(whole(field(name, 'polluted')))) as Record<string, unknown>;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.keys(read)).toHaveLength(1);
    const [value] = Object.values(read);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      expect([Object.getPrototypeOf(value), Object.values(value)]).toEqual([Object.prototype, ['polluted']]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(typeof {}.toString).toBe('function');
  });

  it.each([
    ['no boundary', 'multipart/form-data'],
    ['an empty boundary', 'multipart/form-data; boundary='],
    ['an empty boundary in quotes', 'multipart/form-data; boundary=""'],
    ['no form', 'text/plain'],
    ['nothing', ''],
  ])('whose content type says %s is refused', async (_what, type) => {
    expect(await outcome(whole(field('a')), type)).toBe('invalid_form');
  });

  it('with a head of a megabyte ends at once, read or refused', async () => {
    const read = await outcome(whole(raw(`x: ${'y'.repeat(1_000_000)}\r\n${disposition}`), field('b')));
    expect(['invalid_form', 'request_too_large', '{"b":"v"}', '{"a":"v","b":"v"}']).toContain(
      typeof read === 'string' ? read : JSON.stringify(read),
    );
  });

  it('cut anywhere is refused, but after its end', async () => {
    const bytes = whole(field('a'), raw(`${disposition.replace('"a"', '"c"')}; filename="c.png"`, 'x'.repeat(50)));
    const end = bytes.length - '\r\n'.length;
    for (let length = 0; length < end; length += 1)
      expect(await outcome(bytes.subarray(0, length))).toBe('invalid_form');
    expect(await outcome(bytes.subarray(0, end))).toMatchObject({ a: 'v' });
  });
});
