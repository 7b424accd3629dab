import { type Fields, fieldsOf, isFields } from '../../../lib/json/fields.ts';

/** From this depth on the smallest value is taken that fits: a schema that refers to itself comes to an end so. */
const DEEP = 8;

/** No value at all fits a schema that is still going on here. */
const DEEPEST = 24;

const SAMPLES_BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2026-11-22',
  'date-time': '2026-11-22T12:00:00Z',
  duration: 'P1D',
  time: '12:00:00Z',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://example.com/',
};

/**
 * A value that fits a JSON schema: every property, one element, the first choice. Strings say what they stand for; a
 * `pattern` is not read.
 */
export function sampleValue(schema: unknown, name: string, root: unknown = schema, depth = 0): unknown {
  if (!isFields(schema) || depth > DEEPEST) return null;
  const { const: fixed, enum: choices, anyOf, oneOf, $ref } = schema;
  if (fixed !== undefined) return fixed;
  if (Array.isArray(choices)) return choices[0];
  if (typeof $ref === 'string') return sampleValue(resolve($ref, root), name, root, depth + 1);
  const alternatives = anyOf ?? oneOf;
  if (Array.isArray(alternatives)) return sampleValue(choose(alternatives, depth), name, root, depth + 1);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') {
    const element = (): unknown => sampleValue(schema.items, name, root, depth + 1);
    return Array.from({ length: lengthOf(schema, depth) }, element);
  }
  if (type === 'integer' || type === 'number') return sampleNumber(schema, type);
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  if (type === 'string') return sampleString(schema, name);
  const { properties, required } = schema;
  const named = Object.entries(fieldsOf(properties)).filter(([key]) => depth < DEEP || includes(required, key));
  return Object.fromEntries(named.map(([key, value]) => [key, sampleValue(value, key, root, depth + 1)]));
}

/** The first alternative; far down, the one that goes no deeper. */
function choose(alternatives: readonly unknown[], depth: number): unknown {
  const flat = depth < DEEP ? undefined : alternatives.find((one) => fieldsOf(one).type === 'null');
  return flat ?? alternatives[0];
}

function lengthOf({ minItems, maxItems }: Fields, depth: number): number {
  const least = numberOr(minItems, 0);
  return Math.min(Math.max(least, depth < DEEP ? 1 : 0), numberOr(maxItems, Number.POSITIVE_INFINITY));
}

function sampleString({ format, minLength, maxLength }: Fields, name: string): string {
  const text = SAMPLES_BY_FORMAT[String(format)] ?? `example ${name}`;
  return text.padEnd(numberOr(minLength, 0), '.').slice(0, numberOr(maxLength, text.length + numberOr(minLength, 0)));
}

/** The least that is allowed, or 1, or whatever else is within the limits. */
function sampleNumber(schema: Fields, type: 'integer' | 'number'): number {
  const least = numberOr(schema.minimum, Number.NEGATIVE_INFINITY);
  const most = numberOr(schema.maximum, Number.POSITIVE_INFINITY);
  const above = numberOr(schema.exclusiveMinimum, Number.NEGATIVE_INFINITY);
  const below = numberOr(schema.exclusiveMaximum, Number.POSITIVE_INFINITY);
  const step = numberOr(schema.multipleOf, 1);
  const low = Math.max(least, above);
  const high = Math.min(most, below);
  const fits = (value: number): boolean =>
    Number.isFinite(value) &&
    value >= least &&
    value <= most &&
    value > above &&
    value < below &&
    (type === 'number' || Number.isInteger(value)) &&
    (schema.multipleOf === undefined || Number.isInteger(value / step));
  const next = (Math.floor(low / step) + 1) * step;
  const previous = (Math.ceil(high / step) - 1) * step;
  return [least, 1, step, 0, most, next, previous, (low + high) / 2].find(fits) ?? 1;
}

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const includes = (list: unknown, value: string): boolean => Array.isArray(list) && list.includes(value);

function resolve(reference: string, root: unknown): unknown {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return steps.reduce<unknown>((at, step) => fieldsOf(at)[step.replaceAll('~1', '/').replaceAll('~0', '~')], root);
}
