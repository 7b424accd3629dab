import type * as z from 'zod';

import { type Problem, ServiceError } from '../../../../../lib/errors/service-error.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';

/** The problems that a body is refused with; throws where it is taken. */
export function problemsOf(schema: z.ZodType, body: unknown): readonly Problem[] {
  return problemsIn(() => parseRequest(schema, body));
}

/** The problems that a parse ends with; throws where it comes to something. */
export function problemsIn(parse: () => unknown): readonly Problem[] {
  let parsed: unknown;
  try {
    parsed = parse();
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'validation_failed') return error.problems ?? [];
    throw error;
  }
  throw new Error(`Taken, though it should have been refused: ${JSON.stringify(parsed)}`);
}
