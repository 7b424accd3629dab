import { describe, expect, it } from 'vitest';

import { compactRequestSchema } from '../../../../../lib/apis/responses/schemas/compact-request.ts';
import { imageFields } from '../../../../../lib/apis/responses/schemas/image-fields.ts';
import { inputTokensRequestSchema } from '../../../../../lib/apis/responses/schemas/input-tokens-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { unknownFieldWarnings } from '../../../../../lib/validation/unknown-fields.ts';

const endpoints = [
  ['compact', compactRequestSchema],
  ['input-tokens', inputTokensRequestSchema],
] as const;

describe.each(endpoints)('a field of other requests that /%s does not know', (_, schema) => {
  const known = Object.keys(schema.unwrap().shape);
  const others = Object.keys({ ...imageFields, personality: true }).filter((name) => !known.includes(name));

  it.each(others)('%s is no slip for one that it knows: it goes to OpenAI, and is named', (name) => {
    const body = { input: 'go on', [name]: { any: ['thing', null] } };
    expect(parseRequest(schema, body)).toEqual(body);
    expect(unknownFieldWarnings(schema, body)).toEqual([expect.stringContaining(`'${name}'`)]);
  });
});
