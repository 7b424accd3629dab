import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { parseRequest } from '../../../lib/validation/parse-request.ts';
import { sparseObject } from '../../../lib/validation/sparse-object.ts';
import { problemsOf } from '../apis/responses/schemas/problems-of.ts';

function counted() {
  const made: string[] = [];
  const field = (name: string) => () => {
    made.push(name);
    return z.string().optional();
  };
  const schema = sparseObject({ a: field('a'), b: field('b'), c: field('c') }, (body, context) => {
    if ((body as { b?: unknown }).b === undefined) context.addIssue({ code: 'custom', path: ['b'], message: 'no b' });
  });
  return { made, schema };
}

describe('a sparse object', () => {
  it('makes the schema of a field once, and only for a body that has it', () => {
    const { made, schema } = counted();
    for (const body of [{ b: '1' }, { b: '2' }, { a: '1', b: '2' }]) expect(parseRequest(schema, body)).toEqual(body);
    expect(made).toEqual(['b', 'a']);
  });

  it('is the whole object for whoever reads its shape', () => {
    expect(Object.keys(z.toJSONSchema(counted().schema).properties ?? {})).toEqual(['a', 'b', 'c']);
  });

  it('runs its rules where fields are wrong, too', () => {
    const parameters = problemsOf(counted().schema, { a: 1, d: 2 }).map(({ parameter }) => parameter);
    expect(parameters).toEqual(['a', 'd', 'b']);
  });

  it('goes on after more sets of fields than it remembers', () => {
    const names = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6'];
    const schema = sparseObject(Object.fromEntries(names.map((name) => [name, () => z.string().optional()])), () => {});
    for (let set = 0; set < 2 ** names.length; set += 1) {
      const body = Object.fromEntries(names.filter((_, bit) => set & (1 << bit)).map((name) => [name, name]));
      expect(parseRequest(schema, body)).toEqual(body);
    }
  });
});
