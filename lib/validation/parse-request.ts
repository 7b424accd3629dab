import type * as z from 'zod';

import { LISTED_PROBLEMS, ServiceError } from '../errors/service-error.ts';
import { type Problems, problemsOf } from './issue-problems.ts';
import { restoreRequest } from './request-json.ts';
import { schemaForBody } from './sparse-object.ts';

/**
 * What a body holds, checked and with its defaults.
 *
 * @throws ServiceError `validation_failed` with the problems of the body, in the body's own order: the first 100, and how many
 * more there are.
 */
export function parseRequest<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = checkPart(schema, body);
  if ('listed' in result) throw validationFailed([result]);
  return result.value;
}

/** One part of a request, checked and with its defaults, or what is wrong with it. */
export function checkPart<S extends z.ZodType>(schema: S, value: unknown): { readonly value: z.output<S> } | Problems {
  const { schema: needed, names } = schemaForBody(schema, value);
  // A function parses few requests in its life: compiling a parser for them costs more than it ever saves (1 ms at the
  // first request).
  const result = needed.safeParse(value, { jitless: true });
  if (result.success) return { value: restoreRequest(value, result.data as z.output<S>) };
  return problemsOf(result.error.issues, value, names);
}

/** The error for the problems of one or more parts, in this order: the first 100, and how many more there are. */
export function validationFailed(parts: readonly Problems[]): ServiceError {
  const all = parts.flatMap(({ listed }) => listed);
  const problems = all.slice(0, LISTED_PROBLEMS);
  const omitted = parts.reduce((sum, part) => sum + part.omitted, 0);
  // The first problem is also the error itself, for callers that read no list.
  return new ServiceError('validation_failed', {
    ...problems[0],
    problems,
    problemsOmitted: omitted + all.length - problems.length,
  });
}
