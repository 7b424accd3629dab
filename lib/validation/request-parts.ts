import type { Problems } from './issue-problems.ts';
import { checkPart, validationFailed } from './parse-request.ts';
import type { CheckedRequest, RequestSchemas } from './request-schemas.ts';

/** The parts of a request, in the order in which callers are told of their problems. */
const PARTS = ['query', 'headers', 'path', 'body'] as const;

type Part = (typeof PARTS)[number];

/**
 * A request whose parts have been checked, with their defaults. A problem names the field alone, whichever part it is in.
 *
 * @param values the parts as they came
 * @throws ServiceError `validation_failed` with the problems of all parts
 */
export function parseParts<S extends RequestSchemas>(
  schemas: S,
  values: Readonly<Record<Part, unknown>>,
): CheckedRequest<S> {
  const checked: Partial<Record<Part, unknown>> = {};
  const problems: Problems[] = [];
  for (const part of PARTS) {
    const schema = schemas[part];
    if (!schema) continue;
    const result = checkPart(schema, values[part]);
    if ('listed' in result) problems.push(result);
    else checked[part] = result.value;
  }
  if (problems.length > 0) throw validationFailed(problems);
  return checked as CheckedRequest<S>;
}
