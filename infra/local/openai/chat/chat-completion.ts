import type {
  ChatCompletion,
  ChatCompletionMessage,
  ChatCompletionMessageToolCall,
} from 'openai/resources/chat/completions/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import type { WireResponse } from '../events.ts';

/** What a completion and all chunks of a stream have in common. */
export interface ChatHead {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
}

/** What OpenAI adds to each completion and chunk of its own. */
export const SERVED_BY = { service_tier: 'default', system_fingerprint: 'fp_stand_in' } as const;

/** A completion with one choice for each response. */
export function chatCompletion(head: ChatHead, responses: readonly WireResponse[]): ChatCompletion {
  const { id, created, model } = head;
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: responses.map(toChoice),
    usage: chatUsage(responses),
    ...SERVED_BY,
  };
}

/** Why a choice ends, from the response that it was made of. */
export function finishReason({
  status,
  output,
  incomplete_details,
}: WireResponse): ChatCompletion.Choice['finish_reason'] {
  if (status === 'incomplete') return incomplete_details?.reason === 'content_filter' ? 'content_filter' : 'length';
  return output.some((item) => toToolCall(item) !== undefined) ? 'tool_calls' : 'stop';
}

/** The prompt counts once; what was generated, for each choice. */
export function chatUsage(responses: readonly WireResponse[]): CompletionUsage {
  const usages = responses.flatMap(({ usage }) => usage ?? []);
  const [first] = usages;
  const prompt = first?.input_tokens ?? 0;
  const completion = usages.reduce((sum, usage) => sum + usage.output_tokens, 0);
  const reasoning = usages.reduce((sum, usage) => sum + usage.output_tokens_details.reasoning_tokens, 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: first?.input_tokens_details.cached_tokens ?? 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function toChoice(response: WireResponse, index: number): ChatCompletion.Choice {
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const texts = parts.flatMap((part) => (part.type === 'output_text' ? part : []));
  const refusals = parts.flatMap((part) => (part.type === 'refusal' ? part.refusal : []));
  const calls = response.output.flatMap((item) => toToolCall(item) ?? []);
  const tokens = texts.flatMap(({ logprobs }) => logprobs ?? []);
  const message: ChatCompletionMessage = {
    role: 'assistant',
    content: texts.length > 0 ? texts.map(({ text }) => text).join('') : null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    refusal: refusals.length > 0 ? refusals.join('') : null,
    annotations: [],
  };
  const logprobs = tokens.length > 0 ? { content: tokens, refusal: null } : null;
  return { index, message, logprobs, finish_reason: finishReason(response) };
}

function toToolCall(item: ResponseOutputItem): ChatCompletionMessageToolCall | undefined {
  if (item.type === 'function_call') {
    return { id: item.call_id, type: 'function', function: { name: item.name, arguments: item.arguments } };
  }
  if (item.type !== 'custom_tool_call') return undefined;
  return { id: item.call_id, type: 'custom', custom: { name: item.name, input: item.input } };
}
