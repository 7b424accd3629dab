import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { sampleValue } from '../../../infra/local/openai/sample-value.ts';

const tree = {
  type: 'object',
  properties: {
    value: { type: 'string' },
    children: { type: 'array', items: { $ref: '#' } },
    next: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
  },
  required: ['value', 'children', 'next'],
  additionalProperties: false,
};

const optional = {
  type: 'object',
  properties: { name: { type: 'string' }, inner: { $ref: '#/$defs/a~1b' } },
  required: ['name'],
  $defs: { 'a/b': { type: 'object', properties: { again: { $ref: '#' } } } },
};

describe('a sample value', () => {
  it.each([
    ['a schema that refers to itself', tree],
    ['a schema that refers to itself in what may be left out', optional],
    ['a number above one', { type: 'number', exclusiveMinimum: 1 }],
    ['a number between zero and one', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }],
    ['a number at most minus five', { type: 'integer', maximum: -5 }],
    ['a multiple', { type: 'integer', minimum: 10, multipleOf: 7 }],
    ['a whole number above a fraction', { type: 'integer', minimum: 2.5 }],
    ['a list of at least three', { type: 'array', items: { type: 'boolean' }, minItems: 3 }],
    ['an empty list', { type: 'array', items: { type: 'boolean' }, maxItems: 0 }],
    ['a long string', { type: 'string', minLength: 40 }],
    ['a short string', { type: 'string', maxLength: 3 }],
    ['one of several types', { type: ['string', 'null'] }],
    ['a choice', { enum: ['a', 'b'] }],
    ['a constant', { const: { a: 1 } }],
  ])('fits %s', (_, schema) => {
    const fits = new Ajv({ strict: false }).compile(schema);
    const value = sampleValue(schema, 'thing');
    expect({ value, errors: fits(value) ? null : fits.errors }).toEqual({ value, errors: null });
  });
});
