import type { ResponseCompactParams } from 'openai/resources/responses/responses';
import type * as z from 'zod';
import { fieldsOf } from '../../../json/fields.ts';

import { nullableField } from '../../../validation/nullable-field.ts';
import { explain } from '../../../validation/problem-text.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { textFields } from './text-fields.ts';

/** The type at the end is the drift check: an SDK that adds a parameter, or a field invented here, fails the type check. */
const compactFields = {
  image: textFields.image,
  input: nullableField(textFields.input),
  instructions: () => textFields.instructions().meta({ deprecated: true }),
  model: nullableField(textFields.model),
  previous_response_id: textFields.previous_response_id,
  prompt_cache_key: textFields.prompt_cache_key,
  prompt_cache_options: nullableField(textFields.prompt_cache_options),
  prompt_cache_retention: textFields.prompt_cache_retention,
  service_tier: textFields.service_tier,
} as const satisfies Record<keyof ResponseCompactParams, () => OptionalField>;

const nothing = explain(
  "'input' is required",
  'Send the items to compact as input, or the last response of the conversation as previous_response_id',
);

function checkCompactRules(body: unknown, context: z.core.$RefinementCtx): void {
  const { input, previous_response_id } = fieldsOf(body);
  if ((input === undefined || input === null) && !previous_response_id) {
    context.addIssue({ code: 'custom', path: ['input'], message: nothing });
  }
}

/** The body of POST /api/responses/compact. */
export const compactRequestSchema = sparseObject(compactFields, checkCompactRules);

/** A checked request to compact a conversation, before its defaults. */
export type CompactRequest = z.output<typeof compactRequestSchema>;

/** A request to compact a conversation as it goes to OpenAI. */
export type CompleteCompactRequest = Omit<CompactRequest, 'model'> & { readonly model: string };

/**
 * Fills in the default model.
 *
 * @param defaults the deployment's own: `model` for requests that name none
 */
export function completeCompactRequest(
  request: CompactRequest,
  defaults: { readonly model: string },
): CompleteCompactRequest {
  return { ...request, model: request.model ?? defaults.model };
}
