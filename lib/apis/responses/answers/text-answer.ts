import type { Response } from 'openai/resources/responses/responses';
import { withAudioTypes } from './audio-types.ts';
import { outputItems } from './output-items.ts';
import { outputText } from './output-text.ts';
import type { ToolCall } from './tool-call.ts';
import { toolCalls } from './tool-calls.ts';

/** What an answer has beside OpenAI's response: what callers otherwise have to dig out of its `output`. */
interface OutputFields {
  /** All text of all messages, joined in order; `''` where there is none. */
  output_text: string;
  /** The first of `output_tool_calls`; absent where the model called no tool. */
  output_tool_call?: ToolCall;
  /** Every tool call of the response, in output order; `[]` where there is none. */
  output_tool_calls: ToolCall[];
}

/** Body of create-text. */
export type TextAnswer = Response & OutputFields;

/**
 * OpenAI's response as it came, unknown fields and field order included, plus the three `output_…` fields, and the media
 * type of each spoken part.
 *
 * The fields go after OpenAI's own, except an `output_text` that the SDK has already added, which keeps its place.
 * `response` is not changed; the answer shares its nested objects. A response without a list of output counts as an empty one.
 *
 * @param audioMediaType of the audio format that the request asked for; without it, audio is told by its first bytes
 */
export function textAnswer<Sent extends { readonly output?: unknown }>(
  response: Sent,
  audioMediaType?: string,
): Sent & OutputFields {
  const { output: sent } = response;
  const output = outputItems(sent);
  const calls = toolCalls(output);
  const [first] = calls;
  const named = Array.isArray(sent) ? withAudioTypes(sent, audioMediaType) : [];
  return {
    ...response,
    ...(Array.isArray(sent) && named !== sent && { output: [...named] }),
    output_text: outputText(output),
    ...(first && { output_tool_call: first }),
    output_tool_calls: calls,
  };
}
