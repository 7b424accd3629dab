import type { InputTokenCountParams } from 'openai/resources/responses/input-tokens';
import * as z from 'zod';
import { fieldsOf } from '../../../json/fields.ts';

import { nullableField } from '../../../validation/nullable-field.ts';
import { explain } from '../../../validation/problem-text.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { textFields } from './text-fields.ts';
import { checkTextRules } from './text-rules.ts';

/** Source: `personality` of InputTokenCountParams in the installed SDK. */
const PERSONALITY_LENGTH = 64;
const personality = explain(
  'Invalid personality value',
  `personality must be the name of a style, like 'friendly', of at most ${PERSONALITY_LENGTH} characters`,
);

/** The type at the end is the drift check: an SDK that adds a parameter, or a field invented here, fails the type check. */
const inputTokensFields = {
  conversation: textFields.conversation,
  input: nullableField(textFields.input),
  instructions: textFields.instructions,
  model: nullableField(textFields.model),
  parallel_tool_calls: textFields.parallel_tool_calls,
  personality: () =>
    z
      .string({ error: personality })
      .min(1, { error: personality })
      .max(PERSONALITY_LENGTH, { error: personality })
      .optional()
      .meta({ description: "A style that the model knows by name. Left out, the model's own.", example: 'friendly' }),
  previous_response_id: textFields.previous_response_id,
  reasoning: textFields.reasoning,
  text: nullableField(textFields.text),
  tool_choice: nullableField(textFields.tool_choice),
  tools: nullableField(textFields.tools),
  truncation: textFields.truncation,
} as const satisfies Record<keyof InputTokenCountParams, () => OptionalField>;

/** Of the rules of a text request, the one whose fields are here; `input` may be missing, so that rule gets one. */
function checkInputTokensRules(body: unknown, context: z.core.$RefinementCtx): void {
  const { conversation, previous_response_id } = fieldsOf(body);
  checkTextRules({ input: '', conversation, previous_response_id }, context);
}

/** The body of POST /api/responses/input-tokens. */
export const inputTokensRequestSchema = sparseObject(inputTokensFields, checkInputTokensRules);

/** A checked request to count input tokens, before its defaults. */
export type InputTokensRequest = z.output<typeof inputTokensRequestSchema>;

/** A request to count input tokens as it goes to OpenAI. */
export type CompleteInputTokensRequest = Omit<InputTokensRequest, 'model'> & { readonly model: string };

/**
 * Fills in the default model.
 *
 * @param defaults the deployment's own: `model` for requests that name none
 */
export function completeInputTokensRequest(
  request: InputTokensRequest,
  defaults: { readonly model: string },
): CompleteInputTokensRequest {
  return { ...request, model: request.model ?? defaults.model };
}
