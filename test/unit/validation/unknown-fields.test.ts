import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compactRequestSchema } from '../../../lib/apis/responses/schemas/compact-request.ts';
import { imageRequestSchema } from '../../../lib/apis/responses/schemas/image-request.ts';
import { inputTokensRequestSchema } from '../../../lib/apis/responses/schemas/input-tokens-request.ts';
import { textFields } from '../../../lib/apis/responses/schemas/text-fields.ts';
import { textRequestSchema } from '../../../lib/apis/responses/schemas/text-request.ts';
import { parseRequest } from '../../../lib/validation/parse-request.ts';
import { unknownFieldWarnings } from '../../../lib/validation/unknown-fields.ts';

const sentOn = (name: string) => `field '${name}' sent on to OpenAI: this service does not know it`;

describe('a warning of unknown fields', () => {
  it('names each of them, and no known one', () => {
    const body = { input: 'Hi', background_settings: {}, seed: 1 };
    expect(unknownFieldWarnings(textRequestSchema, body)).toEqual([sentOn('background_settings'), sentOn('seed')]);
    expect(unknownFieldWarnings(textRequestSchema, { input: 'Hi', user: null })).toEqual([]);
  });

  it('names ten, and counts the rest', () => {
    const body = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`unheard_of_${index}`, 1]));
    const warnings = unknownFieldWarnings(textRequestSchema, body);
    expect(warnings).toHaveLength(11);
    expect(warnings.at(-1)).toBe('990 more unknown fields sent on to OpenAI');
  });

  it.each(['a\r\nset-cookie: x', 'a, b; c', "it's", 'ünïcode', '\ud800', 'x'.repeat(5_000_000), '%0d%0a'])(
    'is fit for a header, whatever the name (%#)',
    (name) => {
      const [warning, ...more] = unknownFieldWarnings(textRequestSchema, { [name]: 1 });
      expect(more).toEqual([]);
      expect(warning).toMatch(/^[\x20-\x2b\x2d-\x3a\x3c-\x7e]{1,300}$/);
    },
  );

  it('has no say where nothing is sent on', () => {
    expect(unknownFieldWarnings(z.object({}), { tomorrow: 1 })).toEqual([]);
    for (const body of [null, 'text', 5]) expect(unknownFieldWarnings(textRequestSchema, body)).toEqual([]);
  });
});

describe('a field of a create request', () => {
  it.each(Object.keys(textFields))('%s is no slip where another endpoint does not know it', (name) => {
    for (const schema of [compactRequestSchema, inputTokensRequestSchema, imageRequestSchema]) {
      const parse = () => parseRequest(schema, { input: 'Hi', [name]: null });
      try {
        parse();
      } catch (error) {
        expect(error).toMatchObject({ message: expect.not.stringContaining('Unknown field') });
      }
    }
  });
});
