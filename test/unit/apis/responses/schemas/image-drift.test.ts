import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { completeImageRequest } from '../../../../../lib/apis/responses/schemas/image-defaults.ts';
import { imageFields } from '../../../../../lib/apis/responses/schemas/image-fields.ts';
import type {
  ImageRequest,
  imageStreamRequestSchema,
} from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { textFields } from '../../../../../lib/apis/responses/schemas/text-fields.ts';
import type { ImageDelivery } from '../../../../../lib/storage/images/image-entry.ts';
import { compilerErrors } from './compiler-errors.ts';

const lib = path.resolve(import.meta.dirname, '../../../../../lib/apis/responses/schemas');
const tool = readFileSync(path.join(lib, 'image-tool.ts'), 'utf8');
const fields = readFileSync(path.join(lib, 'image-fields.ts'), 'utf8');

/** A change to a source that has to be there to be made. */
function changed(source: string, from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`No ${from} to change`);
  return source.replace(from, to);
}

describe('the fields of an image request', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(import.meta.dirname, '.drift-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are those of a text request and twelve more', () => {
    const more = Object.keys(imageFields).filter((name) => !Object.hasOwn(textFields, name));
    expect(more).toHaveLength(12);
    expect(Object.keys(imageFields)).toHaveLength(Object.keys(textFields).length + more.length);
    expectTypeOf<ReturnType<typeof completeImageRequest>['delivery']>().toEqualTypeOf<ImageDelivery>();
    expectTypeOf<(typeof imageStreamRequestSchema)['_output']>().toEqualTypeOf<ImageRequest>();
  });

  it.each([
    ['stays as it is', tool, fields, /^$/],
    [
      'has a property more in the SDK',
      `${tool}\ndeclare module 'openai/resources/responses/responses' {
        namespace Tool { interface ImageGeneration { property_of_tomorrow?: string } }
      }`,
      fields,
      /'property_of_tomorrow' is missing/,
    ],
    ['loses a property', changed(tool, "  quality: 'image_quality',\n", ''), fields, /'quality' is missing/],
    ['invents a property', changed(tool, '  svg: null,', '  svg: null,\n  invented: null,'), fields, /'invented'/],
    [
      'names a field that is not there',
      changed(tool, "'image_size'", "'image_sise'"),
      fields,
      /'image_size' does not exist/,
    ],
    ['loses a value', tool, changed(fields, 'gif: true, ', ''), /'gif' is missing/],
    ['invents a value', tool, changed(fields, 'gif: true,', 'gif: true, bmp: true,'), /'bmp' does not exist/],
  ])(
    'compile only in step with the SDK: where the list %s',
    (_, toolSource, fieldsSource, said) => {
      expect(compilerErrors(folder, { 'image-tool.ts': toolSource, 'image-fields.ts': fieldsSource })).toMatch(said);
    },
    60_000,
  );
});
