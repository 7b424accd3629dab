import type { Operation } from '../../../openapi/operation.ts';
import { json } from '../../../openapi/successes.ts';
import * as answer from '../../responses/docs/examples/response-examples.ts';
import * as schema from '../../responses/docs/schemas/answer-schemas.ts';
import { getUsageRequest } from '../schemas/get-usage-request.ts';
import { usageAnswerSchema, usageAnswers } from './usage-answer.ts';

/** What the OpenAPI document says of the service itself. */
export const serviceOperations = {
  health: {
    tag: 'Service',
    request: {},
    successes: { 200: json('It answers.', schema.healthSchema, { examples: answer.healthAnswers }) },
  },
  'get-usage': {
    tag: 'Service',
    description:
      "The caller's own; everybody's for a caller who is marked as admin. Days are UTC, and both ends are included: at most 92.",
    request: getUsageRequest,
    successes: { 200: json('The sums.', usageAnswerSchema, { examples: usageAnswers }) },
  },
} as const satisfies Readonly<Record<string, Operation>>;
