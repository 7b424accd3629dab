import type { RequestContext } from '../../context/request-context.ts';
import { type Fields, fieldsOf } from '../../json/fields.ts';
import { recordResponse } from '../../upstream/record-response.ts';

/** The usage of a chat completion or of embeddings, by the names that a response's has (both: openai 7, `CompletionUsage`, `ResponseUsage`). */
export function responseUsage(usage: unknown): Fields | undefined {
  const { prompt_tokens: input, completion_tokens: output = 0, total_tokens: total, ...rest } = fieldsOf(usage);
  if (input === undefined) return undefined;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: total,
    ...(rest.prompt_tokens_details ? { input_tokens_details: rest.prompt_tokens_details } : {}),
    ...(rest.completion_tokens_details ? { output_tokens_details: rest.completion_tokens_details } : {}),
  };
}

/** Tells the recorder what a chat completion or embeddings have used. */
export async function recordChat(answer: Fields, context: RequestContext): Promise<readonly string[]> {
  const usage = responseUsage(answer.usage);
  recordResponse(context, usage ? { ...answer, usage } : answer);
  return [];
}
