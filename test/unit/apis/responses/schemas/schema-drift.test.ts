import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';

import { textFields } from '../../../../../lib/apis/responses/schemas/text-fields.ts';
import type { TextRequest } from '../../../../../lib/apis/responses/schemas/text-request.ts';
import { compilerErrors } from './compiler-errors.ts';

const lib = path.resolve(import.meta.dirname, '../../../../../lib/apis/responses/schemas');

/** What the compiler says of a copy of the field list, beside a change to the SDK's type. */
function errorsOf(folder: string, fields: string, sdkChange = ''): string {
  return compilerErrors(folder, { 'fields.ts': `${fields}\n${sdkChange}` });
}

describe('the field list', () => {
  const fields = readFileSync(path.join(lib, 'text-fields.ts'), 'utf8');
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(import.meta.dirname, '.drift-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is that of the installed SDK, modalities and audio', () => {
    expectTypeOf<keyof TextRequest>().toEqualTypeOf<keyof ResponseCreateParams | 'audio' | 'modalities'>();
    expect(Object.keys(textFields)).toHaveLength(36);
  });

  it('compiles as it is', () => {
    expect(errorsOf(folder, fields)).toBe('');
  }, 60_000);

  it('stops compiling when the SDK adds a parameter', () => {
    const change = `declare module 'openai/resources/responses/responses' {
      interface ResponseCreateParamsBase { field_of_tomorrow?: string }
    }`;
    expect(errorsOf(folder, fields, change)).toMatch(/field_of_tomorrow/);
  }, 60_000);

  it('stops compiling when it loses a field', () => {
    expect(fields).toContain('  stream_options: streamOptionsField,\n');
    const without = fields.replace('  stream_options: streamOptionsField,\n', '');
    expect(errorsOf(folder, without)).toMatch(/'stream_options' is missing/);
  }, 60_000);

  it('stops compiling when it invents a field', () => {
    const more = fields.replace(
      '  stream_options: streamOptionsField,\n',
      (line) => `${line}  invented: imageField,\n`,
    );
    expect(errorsOf(folder, more)).toMatch(/'invented' does not exist/);
  }, 60_000);
});
