import * as z from 'zod';

import { explain } from '../../../../validation/problem-text.ts';

/** Source: `name` of ResponseFormatTextJSONSchemaConfig in the installed SDK. */
const FORMAT_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const name = explain(
  'A json_schema format needs a name',
  'Set text.format.name to at most 64 letters, digits, underscores and dashes; name, schema and strict sit beside type',
);
const schema = explain(
  'A json_schema format needs a schema',
  'Set text.format.schema to a JSON Schema object, beside type',
);
const format = explain(
  'Invalid text.format value',
  "Send an object whose type is 'text', 'json_object' or 'json_schema'; a json_schema needs name and schema as well",
);

export function textField() {
  const plainFormat = z.looseObject({ type: z.enum(['text', 'json_object'], { error: format }) });
  const schemaFormat = z.looseObject({
    type: z.literal('json_schema'),
    name: z.string({ error: name }).regex(FORMAT_NAME, { error: name }),
    schema: z.record(z.string(), z.unknown(), { error: schema }),
    description: z.string().nullish(),
    strict: z.boolean().nullish(),
  });
  return z
    .looseObject({
      format: z.union([schemaFormat, plainFormat], { error: format }).nullish(),
      verbosity: z.enum(['low', 'medium', 'high']).nullish(),
    })
    .nullish()
    .meta({
      description: 'The form of the text: plain, any JSON, or JSON of a schema; and how wordy it is.',
      default: { format: { type: 'text' }, verbosity: 'medium' },
      example: { format: { type: 'json_object' } },
    });
}
