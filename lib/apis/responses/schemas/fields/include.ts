import type { ResponseIncludable } from 'openai/resources/responses/responses';
import * as z from 'zod';
import { isRowOf } from '../../../../json/fields.ts';

import { boundedArray } from '../../../../validation/bounded-array.ts';

/** What OpenAI can add to a response, as the installed SDK lists it. */
const includable = {
  'file_search_call.results': true,
  'web_search_call.results': true,
  'web_search_call.action.sources': true,
  'message.input_image.image_url': true,
  'computer_call_output.output.image_url': true,
  'code_interpreter_call.outputs': true,
  'reasoning.encrypted_content': true,
  'message.output_text.logprobs': true,
} as const satisfies Record<ResponseIncludable, true>;

/** What older callers send and OpenAI refuses: taken here, and dropped before the request goes out. */
const retired = {
  'function_call.arguments': true,
  'computer_tool_call.outputs': true,
  'mcp_call.outputs': true,
  'reasoning_summary.parts': true,
  'response.usage.cached_tokens': true,
} as const;

type RetiredInclude = keyof typeof retired;

/** What OpenAI takes, for whoever has to be told. */
export const includableNames = Object.keys(includable).filter((name) => isRowOf(includable, name));

/** What is taken here: the retired ones, too. */
export const acceptedNames = [...includableNames, ...Object.keys(retired).filter((name) => isRowOf(retired, name))];

export function includeField() {
  return boundedArray(z.enum(acceptedNames))
    .nullish()
    .meta({
      description:
        'What OpenAI adds to the response. Values that it no longer knows are dropped and named in x-request-warnings.',
      example: ['message.output_text.logprobs'],
    });
}

/** Whether OpenAI takes an `include` value that this function takes. */
export function isIncludable(name: ResponseIncludable | RetiredInclude): name is ResponseIncludable {
  return isRowOf(includable, name);
}
