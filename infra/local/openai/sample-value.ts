import { isFields } from '../../../lib/json/fields.ts';

const DEEPEST = 12;

const SAMPLES_BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2026-11-22',
  'date-time': '2026-11-22T12:00:00Z',
  time: '12:00:00Z',
  email: 'someone@example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://example.com/',
};

/** A value that fits a JSON schema: every property, one element, the first choice. Strings say what they stand for. */
export function sampleValue(schema: unknown, name: string, root: unknown = schema, depth = 0): unknown {
  if (!isFields(schema) || depth > DEEPEST) return null;
  const { const: fixed, enum: choices, anyOf, oneOf, $ref } = schema;
  if (fixed !== undefined) return fixed;
  if (Array.isArray(choices)) return choices[0];
  if (typeof $ref === 'string') return sampleValue(resolve($ref, root), name, root, depth + 1);
  const alternatives = anyOf ?? oneOf;
  if (Array.isArray(alternatives)) return sampleValue(alternatives[0], name, root, depth + 1);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return [sampleValue(schema.items, name, root, depth + 1)];
  if (type === 'integer' || type === 'number') return typeof schema.minimum === 'number' ? schema.minimum : 1;
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  if (type === 'string') return SAMPLES_BY_FORMAT[String(schema.format)] ?? `example ${name}`;
  const properties = isFields(schema.properties) ? Object.entries(schema.properties) : [];
  return Object.fromEntries(properties.map(([key, value]) => [key, sampleValue(value, key, root, depth + 1)]));
}

function resolve(reference: string, root: unknown): unknown {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return steps.reduce<unknown>((at, step) => (isFields(at) ? at[step] : undefined), root);
}
