import type * as z from 'zod';

import { ServiceError } from '../errors/service-error.ts';
import { problemsOf } from './issue-problems.ts';
import { restoreRequest } from './request-json.ts';
import { schemaForBody } from './sparse-object.ts';

/**
 * The request that a body holds, checked and with its defaults.
 *
 * @throws ServiceError `validation_failed` with the problems of the body, in the body's own order: the first 100, and how many
 * more there are.
 */
export function parseRequest<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const { schema: needed, names } = schemaForBody(schema, body);
  // A function parses few requests in its life: compiling a parser for them costs more than it ever saves (1 ms at the
  // first request).
  const result = needed.safeParse(body, { jitless: true });
  if (result.success) return restoreRequest(body, result.data as z.output<S>);
  const { listed: problems, omitted: problemsOmitted } = problemsOf(result.error.issues, body, names);
  // The first problem is also the error itself, for callers that read no list.
  throw new ServiceError('validation_failed', { ...problems[0], problems, problemsOmitted });
}
