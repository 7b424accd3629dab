import * as z from 'zod';

import { boundedArray } from '../../../../validation/bounded-array.ts';
import { explain } from '../../../../validation/problem-text.ts';
import { acceptedNames, includableNames, isIncludable } from './include.ts';

const unknownName = explain('Invalid include value', `Use any of: ${includableNames.join(', ')}`);

/** `include` of a query that `joinInclude` has been through; absent where nothing is left of it. */
export function includeQueryField() {
  return boundedArray(z.enum(acceptedNames, { error: unknownName }))
    .transform((names) => {
      const kept = [...new Set(names.filter(isIncludable))];
      return kept.length > 0 ? kept : undefined;
    })
    .optional()
    .meta({
      description:
        'What OpenAI adds to the answer: repeated, separated by commas, or as include[] or include[0]. Retired values are dropped.',
      example: ['message.output_text.logprobs'],
    });
}

/** `include`, `include[]` and `include[0]`. */
const INCLUDE = /^include(?:\[\d*\])?$/;

/**
 * Makes one list of the ways in which a query says `include`: `include=a,b`, `include=a&include=b`, the SDK's
 * `include[]=a&include[]=b`, and the numbered `include[0]=a&include[1]=b` of other clients. The query goes through it before the schema, so that a problem is always one of `include`.
 */
export function joinInclude(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query;
  const entries = Object.entries(query);
  const rest = Object.fromEntries(entries.filter(([name]) => !INCLUDE.test(name)));
  const names = entries
    .filter(([name]) => INCLUDE.test(name))
    // By length: what stands plainly first, and include[2] before include[10].
    .sort(([one], [other]) => one.length - other.length)
    .flatMap(([, value]) => value)
    .flatMap((value) => (typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value))
    .filter((name) => name !== undefined && name !== '');
  return names.length > 0 ? { ...rest, include: names } : rest;
}
