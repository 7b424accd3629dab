import * as z from 'zod';

import { explain } from '../problem-text.ts';
import { acceptedNames, includableNames, isIncludable } from './include.ts';

const unknownName = explain('Invalid include value', `Use any of: ${includableNames.join(', ')}`);

/** `include` of a query that `joinInclude` has been through; absent where nothing is left of it. */
export function includeQueryField() {
  return z
    .array(z.enum(acceptedNames, { error: unknownName }))
    .transform((names) => {
      const kept = [...new Set(names.filter(isIncludable))];
      return kept.length > 0 ? kept : undefined;
    })
    .optional()
    .meta({
      description:
        'What OpenAI adds to the answer: repeated, separated by commas, or as include[]. Retired values are dropped.',
      example: ['message.output_text.logprobs'],
    });
}

/**
 * Makes one list of the three ways in which a query says `include`: `include=a,b`, `include=a&include=b`, and the SDK's
 * `include[]=a&include[]=b`. The query goes through it before the schema, so that a problem is always one of `include`.
 */
export function joinInclude(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query;
  const { include, 'include[]': bracketed, ...rest } = query as Readonly<Record<string, unknown>>;
  const names = [include, bracketed]
    .flat()
    .flatMap((value) => (typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value))
    .filter((name) => name !== undefined && name !== '');
  return names.length > 0 ? { ...rest, include: names } : rest;
}
