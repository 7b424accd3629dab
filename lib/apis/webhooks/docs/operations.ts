import type { Operation } from '../../../openapi/operation.ts';
import { json } from '../../../openapi/successes.ts';
import * as request from '../../responses/docs/examples/request-examples.ts';
import * as answer from '../../responses/docs/examples/response-examples.ts';
import * as schema from '../../responses/docs/schemas/answer-schemas.ts';
import { bodies } from '../../responses/docs/schemas/request-schemas.ts';
import { webhookHeadersSchema } from '../../responses/docs/schemas/webhook-headers.ts';

/** What the OpenAPI document says of OpenAI's webhooks. */
export const webhooksOperations = {
  'receive-webhook': {
    tag: 'Webhooks',
    description: 'For OpenAI alone: a delivery is signed with the secret of the webhook, and at most five minutes old.',
    request: { headers: webhookHeadersSchema, body: bodies.webhook },
    examples: request.webhookExamples,
    successes: {
      200: json('The delivery is taken.', schema.webhookAnswerSchema, { examples: answer.webhookAnswers }),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;
