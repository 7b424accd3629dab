import * as z from 'zod';
import { isRowOf } from '../json/fields.ts';
import { explain } from './problem-text.ts';

/**
 * One of a closed list. As a record, so that the list stops compiling when the SDK's type has one more or one less.
 *
 * @example
 * oneOf<'low' | 'high'>('quality', { low: true, high: true });
 */
export function oneOf<Name extends string>(field: string, allowed: Readonly<Record<Name, true>>) {
  const names = Object.keys(allowed).filter((name) => isRowOf(allowed, name));
  return z.enum(names, { error: explain(`Invalid ${field} value`, `${field} must be one of ${names.join(', ')}`) });
}
