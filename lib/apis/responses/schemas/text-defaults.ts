import type { ResponseIncludable } from 'openai/resources/responses/responses';

import { isIncludable } from './fields/include.ts';
import { textOfPrompt } from './fields/prompt.ts';
import type { TextRequest } from './text-request.ts';

/** A text request as it goes to OpenAI; what the caller left out and no default fills is absent. */
export type CompleteTextRequest = Omit<TextRequest, 'include' | 'model' | 'store'> & {
  readonly model: string;
  /** Null where the caller sent null: OpenAI decides. */
  readonly store: boolean | null;
  readonly include?: ResponseIncludable[] | null;
};

/**
 * Fills in the defaults and takes out what OpenAI refuses.
 *
 * @param defaults the deployment's own: `model` for requests that name none
 * @returns the request for OpenAI, and a warning for each thing taken out: printable ASCII without commas, fit for a header
 */
export function completeTextRequest(
  request: TextRequest,
  defaults: { readonly model: string },
): { request: CompleteTextRequest; warnings: readonly string[] } {
  const { include, model = defaults.model, ...fields } = request;
  const { rest, warnings: prompted } = promptToInstructions(fields);
  // Only stored responses can be fetched later, which is what background is for.
  const { store = request.background === true } = rest;
  const complete = { ...rest, model, store };
  if (!include) return { request: include === null ? { ...complete, include } : complete, warnings: prompted };

  const kept = include.filter(isIncludable);
  const dropped = new Set(include.filter((name) => !isIncludable(name)));
  const warnings = [
    ...prompted,
    ...[...dropped].map((name) => `include value '${name}' dropped: OpenAI no longer accepts it`),
  ];
  // An include of which nothing is left is left out, unless the caller sent it empty.
  return { request: kept.length > 0 || dropped.size === 0 ? { ...complete, include: kept } : complete, warnings };
}

type Fields = Omit<TextRequest, 'include' | 'model'>;

/** A prompt of type text becomes instructions, before those that are there: OpenAI takes templates alone as prompts. */
function promptToInstructions(fields: Fields): { rest: Fields; warnings: readonly string[] } {
  const text = textOfPrompt(fields.prompt);
  if (text === undefined) return { rest: fields, warnings: [] };
  const { prompt: _, instructions, ...rest } = fields;
  const all = Array.isArray(instructions)
    ? [{ type: 'message', role: 'developer', content: text }, ...instructions]
    : [text, instructions].filter(Boolean).join('\n\n');
  return { rest: { ...rest, instructions: all }, warnings: ['prompt of type text sent as instructions'] };
}
