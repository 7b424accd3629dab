import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addFields } from '../../../lib/multipart/add-fields.ts';
import { formFields } from '../../../lib/multipart/form-fields.ts';
import { readForm } from '../../../lib/multipart/read-form.ts';

const TYPE = 'multipart/form-data; boundary=xyz';

type Part = readonly [name: string, value: string, filename?: string];

function form(parts: readonly Part[], boundary = 'xyz'): Buffer {
  const written = parts.map(([name, value, filename]) => {
    const file = filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: image/png`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
  });
  return Buffer.from(`${written.join('')}--${boundary}--\r\n`);
}

describe('a form', () => {
  it('says its fields, lists among them, and of its files what they are called and weigh', async () => {
    const bytes = form([
      ['model', 'gpt-image-2'],
      ['image[]', 'one', 'a.png'],
      ['image[]', 'three', 'b.png'],
      ['__proto__', 'data'],
    ]);
    const fields = await readForm(bytes, TYPE);
    expect(Object.keys(fields).sort()).toEqual(['__proto__', 'image', 'model']);
    expect(fields.image).toMatchObject([
      { filename: 'a.png', bytes: 3 },
      { filename: 'b.png', bytes: 5 },
    ]);
    const { image } = await readForm(form([['image', 'two', 'a.png']]), TYPE);
    expect(image).not.toEqual((await readForm(form([['image', 'owt', 'a.png']]), TYPE)).image);
  });

  it.each([
    [
      'a name that stands twice',
      form([
        ['model', 'a'],
        ['model', 'b'],
      ]),
      TYPE,
      'invalid_form',
    ],
    [
      'a file beside a field of its name',
      form([
        ['image', 'a'],
        ['image', 'b', 'b.png'],
      ]),
      TYPE,
      'invalid_form',
    ],
    ['no end', form([['model', 'a']]).subarray(0, -10), TYPE, 'invalid_form'],
    ['no boundary', form([['model', 'a']]), 'multipart/form-data', 'invalid_form'],
    ['a name that is too long', form([['x'.repeat(500), 'a']]), TYPE, 'request_too_large'],
    ['a value that is too long', form([['x', 'a'.repeat(1_100_000)]]), TYPE, 'request_too_large'],
    [
      'too many parts',
      form(Array.from({ length: 300 }, (_, index) => [`x${index}`, 'a'] as const)),
      TYPE,
      'request_too_large',
    ],
    [
      'too many files',
      form(Array.from({ length: 30 }, () => ['x[]', 'a', 'a.png'] as const)),
      TYPE,
      'request_too_large',
    ],
  ])('is refused with %s', async (_what, bytes, type, code) => {
    await expect(readForm(bytes, type)).rejects.toMatchObject({ code });
  });

  it('of any bytes is read or refused, and never hangs', async () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 50 }),
        fc.constantFrom('--xyz\r\n', '--xyz--', '\r\n\r\n', 'Content-Disposition: form-data; name="a"'),
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
        const outcome = await readForm(bytes, TYPE).then(
          () => 'read',
          (error: { code?: string }) => error.code,
        );
        expect(['read', 'invalid_form', 'request_too_large']).toContain(outcome);
      }),
    );
  });

  it('has its numbers and flags for those who count', () => {
    const texts = { n: '2', stream: 'true', prompt: '3', temperature: '0.5', output_compression: 'x' };
    expect(formFields(Object.entries(texts))).toEqual({
      n: 2,
      stream: true,
      prompt: '3',
      temperature: 0.5,
      output_compression: 'x',
    });
  });

  it.each(['xyz', '"x y z"'])('with a field more keeps its own bytes: %s', async (boundary) => {
    const plain = boundary.replaceAll('"', '');
    const type = `multipart/form-data; boundary=${boundary}`;
    const bytes = form([['prompt', 'é']], plain);
    const more = addFields(bytes, type, { size: '1024x1024' });
    expect(more.subarray(-bytes.length).equals(bytes)).toBe(true);
    expect(await readForm(more, type)).toEqual({ size: '1024x1024', prompt: 'é' });
  });
});
