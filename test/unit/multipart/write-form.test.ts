import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormFile } from '../../../lib/multipart/form-file.ts';
import { readForm } from '../../../lib/multipart/read-form.ts';
import { writeForm } from '../../../lib/multipart/write-form.ts';

function fileOf(text: string, filename: string | null = 'a.txt'): FormFile {
  const bytes = Buffer.from(text);
  // In pieces, as busboy hands it out.
  const content = [bytes.subarray(0, 1), bytes.subarray(1)];
  return new FormFile(
    { filename, contentType: 'text/plain', isTypeKnown: false, bytes: bytes.length, sha256: '' },
    content,
  );
}

async function readBack(fields: Readonly<Record<string, unknown>>) {
  const form = writeForm(fields);
  const bytes = await buffer(form.open());
  expect(bytes).toHaveLength(form.length);
  return { bytes, read: await readForm(bytes, form.contentType) };
}

describe('a form that is written', () => {
  it('is read as it was meant: lists, objects, files, and nothing of what is null', async () => {
    const file = fileOf('sound');
    const upload = {
      filename: 'b.bin',
      contentType: 'audio/wav',
      isTypeKnown: true,
      bytes: 6,
      open: () => Readable.from([Buffer.from('upload')]),
    };
    const fields = {
      model: 'whisper-1',
      temperature: 0.5,
      stream: true,
      prompt: null,
      language: undefined,
      include: ['logprobs', 'more'],
      chunking_strategy: { type: 'server_vad', threshold: 0.3 },
      file,
      image: [upload],
    };
    const { read } = await readBack(fields);
    expect(read).toMatchObject({
      model: 'whisper-1',
      temperature: 0.5,
      stream: true,
      include: ['logprobs', 'more'],
      chunking_strategy: { type: 'server_vad', threshold: 0.3 },
      file: { filename: 'a.txt', bytes: 5, contentType: 'text/plain' },
      image: [{ filename: 'b.bin', bytes: 6, contentType: 'audio/wav' }],
    });
    expect(Object.keys(read)).not.toContain('prompt');
    expect(Object.keys(read)).not.toContain('language');
    expect(Buffer.concat((read.file as FormFile).content()).toString()).toBe('sound');
  });

  it('can be sent again', async () => {
    const form = writeForm({ a: 'b', file: fileOf('sound') });
    expect((await buffer(form.open())).equals(await buffer(form.open()))).toBe(true);
  });

  it('breaks where a file does', async () => {
    const open = () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('ab');
          throw new Error('gone');
        })(),
      );
    const form = writeForm({ file: { filename: 'a', contentType: 'text/plain', bytes: 4, open } });
    await expect(buffer(form.open())).rejects.toThrow('gone');
  });

  it('has whatever names and values there are', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    // Brackets mark lists and objects.
    const name = text.filter((each) => each !== '' && !/[[\]]/.test(each) && each.isWellFormed());
    const value = text.filter((each) => each.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 5 }), value, async (fields, filename) => {
        const { bytes, read } = await readBack({ ...fields, file: [fileOf('x\r\n--y', filename)] });
        expect(Object.keys(read)).toHaveLength(new Set([...Object.keys(fields), 'file']).size);
        expect(Buffer.concat((read.file as FormFile[])[0]?.content() ?? []).toString()).toBe('x\r\n--y');
        expect(bytes.includes('filename="')).toBe(true);
      }),
    );
  });

  it('takes no file from JSON', async () => {
    const { read } = await readBack({ file: { filename: 'a', contentType: 'b', bytes: 1, sha256: 'c' } });
    expect(read.file).toEqual({ filename: 'a', contentType: 'b', bytes: '1', sha256: 'c' });
  });
});
