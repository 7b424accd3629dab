import * as z from 'zod';

import { boundedInteger } from './bounded-number.ts';
import { explain } from './problem-text.ts';

// A query has strings only, and an array of them where a name was repeated. What does not read as the kind of value
// that is wanted stays as it came, for the schema after to refuse; a document generator sees that schema alone.

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** A boolean of a query: `true`, `false`, `1` or `0`, given once. */
export function queryBoolean(name: string) {
  const error = explain(`Invalid ${name} value`, `Send ${name}=true or ${name}=false, once`);
  return z.preprocess((value) => BOOLEANS.get(value) ?? value, z.boolean({ error }));
}

/** A whole number of a query or a header, in decimal digits and given once, within bounds, both included. */
export function queryInteger(name: string, minimum: number, maximum?: number) {
  return z.preprocess(readInteger, boundedInteger(name, minimum, maximum));
}

function readInteger(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
}
