import { describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { compactRequestSchema } from '../../../../../lib/apis/responses/schemas/compact-request.ts';
import {
  imageRequestSchema,
  imageStreamRequestSchema,
} from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { inputTokensRequestSchema } from '../../../../../lib/apis/responses/schemas/input-tokens-request.ts';
import { textRequestSchema, textStreamRequestSchema } from '../../../../../lib/apis/responses/schemas/text-request.ts';
import { errorBody, toServiceError } from '../../../../../lib/errors/error-body.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { schemaForBody } from '../../../../../lib/validation/sparse-object.ts';

vi.setConfig({ testTimeout: 120_000 });

const MIB = 1024 * 1024;
const SMALL = MIB / 16;
const LARGE = 6 * MIB;

const schemas: Readonly<Record<string, z.ZodType>> = {
  'create-text': textRequestSchema,
  'stream-text': textStreamRequestSchema,
  'create-image': imageRequestSchema,
  'stream-image': imageStreamRequestSchema,
  'compact-response': compactRequestSchema,
  'count-input-tokens': inputTokensRequestSchema,
};

/** A value of some bytes of JSON. */
type Shape = (bytes: number) => unknown;

const repeated = (element: unknown): Shape => {
  const size = JSON.stringify(element).length + 1;
  return (bytes) => Array.from({ length: bytes / size }, () => element);
};

const fields = (value: unknown, name: (index: number) => string): Shape => {
  const size = JSON.stringify(value).length + name(100_000).length + 4;
  return (bytes) =>
    Object.fromEntries(Array.from({ length: bytes / size }, (_, index) => [name(index), value] as const));
};

const nested: Shape = (bytes) => {
  let value: unknown = 1;
  for (let level = 0; level < Math.min(bytes / 10, 400); level += 1) value = level % 2 ? [value] : { a: value };
  return value;
};

/** Hostile values of any field. */
const shapes: Readonly<Record<string, Shape>> = {
  nulls: repeated(null),
  'empty objects': repeated({}),
  'bad tools': repeated({ type: 'function' }),
  'bad messages': repeated({ role: 'user', content: [1] }),
  pairs: fields(1, (index) => `k${index}`),
  'long keys': fields('v', (index) => `${'k'.repeat(80)}${index}`),
  'a long text': (bytes) => 'x'.repeat(bytes),
  'deep nesting': nested,
};

/** Larger shapes of where unions and lists stand inside each other, and of the names of fields themselves. */
const bodies: Readonly<Record<string, Shape>> = {
  'unknown fields': fields(1, (index) => `unknown_${index}`),
  'slips of a field': (bytes) =>
    fields(1, (index) => `mode${'._-'[index % 3]}${'-'.repeat(index % 100)}${index % 10}`)(bytes),
  'a name as long as the body': (bytes) => ({ input: 'x', ['n'.repeat(bytes)]: 1 }),
  'bad parts of one message': (bytes) => ({ input: [{ role: 'user', content: repeated({})(bytes) }] }),
  'bad file IDs of one tool': (bytes) => ({
    input: 'x',
    tools: [{ type: 'code_interpreter', container: { type: 'auto', file_ids: repeated(1)(bytes) } }],
  }),
  'bad variables': (bytes) => ({ prompt: { id: 'x', variables: fields(1, (index) => `k${index}`)(bytes) } }),
  'image tools': (bytes) => ({ input: 'x', tools: repeated({ type: 'image_generation' })(bytes) }),
  'bad stores': (bytes) => ({ input: 'x', tools: [{ type: 'file_search', vector_store_ids: repeated(1)(bytes) }] }),
};

/** Microseconds of CPU that a body takes to be checked, its refusal written out included. */
function check(schema: z.ZodType, body: unknown): number {
  const before = process.cpuUsage();
  try {
    parseRequest(schema, body);
  } catch (thrown) {
    const error = toServiceError(thrown);
    expect(error.code).toBe('validation_failed');
    const json = JSON.stringify(errorBody(error, { path: '/', now: new Date(0) }));
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(64 * 1024);
    expect(error.problems?.length).toBeLessThanOrEqual(100);
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** As much again for what a busy machine and its garbage collector add; quadratic work is a hundred times as much. */
const GROWTH = 8;
/** A check that takes less is no check that grows. */
const FLOOR_MICROSECONDS = 5_000;

function expectFlat(schema: z.ZodType, body: Shape): void {
  check(schema, body(SMALL));
  const small = Math.max(check(schema, body(SMALL)), FLOOR_MICROSECONDS) / SMALL;
  expect(check(schema, body(LARGE)) / LARGE).toBeLessThan(small * GROWTH);
}

describe.each(Object.keys(bodies))('a body with %s', (name) => {
  it.each(['create-text', 'create-image'])('takes %s no more time a byte when it is large', (endpoint) => {
    expectFlat(schemas[endpoint] as z.ZodType, bodies[name] as Shape);
  });
});

/** Every field of every endpoint that takes a body; one that several share is the same schema, and stands here once. */
const seen = new Set<string>();
const cases = Object.entries(schemas).flatMap(([endpoint, schema]) =>
  schemaForBody(schema, {}).names.flatMap((field) => {
    if (seen.has(field)) return [];
    seen.add(field);
    return [[endpoint, field] as const];
  }),
);

describe('a field', () => {
  it.each(cases)('of %s, %s, is refused in a small answer whatever it is', (endpoint, field) => {
    for (const shape of Object.values(shapes))
      check(schemas[endpoint] as z.ZodType, { input: 'x', [field]: shape(SMALL) });
  });

  it.each([
    'input',
    'tools',
    'metadata',
    'include',
    'text',
    'prompt',
    'tool_choice',
    'modalities',
    'context_management',
  ])('%s takes no more time a byte when it is large, whatever it is', (field) => {
    for (const shape of Object.values(shapes)) {
      expectFlat(textRequestSchema, (bytes) => ({ input: 'x', [field]: shape(bytes) }));
    }
  });
});

/** The problems of a body of a text request. */
function problemsOf(body: unknown) {
  try {
    parseRequest(textRequestSchema, body);
  } catch (thrown) {
    return errorBody(toServiceError(thrown), { path: '/', now: new Date(0) });
  }
  throw new Error('The body was taken');
}

describe('the problems of a request', () => {
  it.each([
    ['a million nulls as tools', { input: 'x', tools: repeated(null)(5_000_000) }, 1_000_000],
    [
      '50,000 bad pairs of metadata',
      { input: 'x', metadata: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, 1])) },
      50_001,
    ],
    [
      '300 different bad messages',
      { input: Array.from({ length: 300 }, (_, index) => ({ role: index, content: [index] })) },
      600,
    ],
  ])('of %s are the first 100, and how many more there are', (_name, body, total) => {
    const { errors = [], errors_omitted: omitted } = problemsOf(body);
    expect(errors).toHaveLength(100);
    expect(omitted).toBe(total - 100);
  });

  it('are in the order of the body, those of later fields after those of earlier ones', () => {
    const { errors = [] } = problemsOf({ metadata: { a: 1 }, tools: [null, 1], input: [1] });
    expect(errors.map(({ parameter }) => parameter)).toEqual(['metadata.a', 'tools[0]', 'tools[1]', 'input[0]']);
  });

  it('quote names and values to 200 characters', () => {
    const { errors = [] } = problemsOf({
      input: 'x',
      metadata: { ['😀'.repeat(3000)]: 'v', ['\u0001'.repeat(3000)]: 'v' },
    });
    expect(errors).toHaveLength(2);
    for (const { parameter = '' } of errors) {
      expect([...parameter].length).toBeLessThanOrEqual(200 + 'metadata[""]'.length);
      expect(parameter).toContain('…');
    }
  });
});

describe('a metadata key', () => {
  it('may have 64 characters, code points as in values', () => {
    const metadata = { ['😀'.repeat(64)]: '😀'.repeat(512) };
    expect(parseRequest(textRequestSchema, { input: 'x', metadata }).metadata).toEqual(metadata);
    const { parameter, message } = problemsOf({ input: 'x', metadata: { ['😀'.repeat(65)]: 'v' } });
    expect(message).toBe('Invalid metadata key');
    expect(parameter).toBe(`metadata["${'😀'.repeat(65)}"]`);
  });
});
