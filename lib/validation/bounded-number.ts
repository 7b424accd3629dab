import * as z from 'zod';

import { explain } from './problem-text.ts';

/** A number within bounds, both included. Whatever else comes, the caller is told the bounds. */
export function boundedNumber(name: string, minimum: number, maximum: number): z.ZodNumber {
  const error = invalid(name, `be between ${minimum} and ${maximum}`);
  return z.number({ error }).min(minimum, { error }).max(maximum, { error });
}

/** A whole number within bounds, both included; without `maximum`, of at least `minimum`. */
export function boundedInteger(name: string, minimum: number, maximum?: number): z.ZodNumber {
  const bounds =
    maximum === undefined ? `be an integer of at least ${minimum}` : `be between ${minimum} and ${maximum}`;
  const error = invalid(name, bounds);
  const integer = z.number({ error }).int({ error }).min(minimum, { error });
  return maximum === undefined ? integer : integer.max(maximum, { error });
}

function invalid(name: string, bounds: string): string {
  return explain(`Invalid ${name} value`, `${name} must ${bounds}`);
}
