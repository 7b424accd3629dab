import type { SpeechCreateParams } from 'openai/resources/audio/speech';
import type { ChatCompletionCreateParamsBase } from 'openai/resources/chat/completions/completions';
import type { EmbeddingCreateParams } from 'openai/resources/embeddings';
import type { ImageGenerateParamsBase } from 'openai/resources/images';
import type { ModerationCreateParams } from 'openai/resources/moderations';
import type { InputTokenCountParams } from 'openai/resources/responses/input-tokens';
import type { ResponseCompactParams, ResponseCreateParamsBase } from 'openai/resources/responses/responses';

/** The parameters that an endpoint takes in its body; the compiler keeps each list complete. */
export type Parameters<P> = Readonly<Record<keyof P, true>>;

/** What OpenAI takes beside the SDK's type: `modalities` and `audio` are older than it, `client_metadata` is the Codex CLI's. */
interface Untyped {
  modalities: string[];
  audio: object;
  client_metadata: object;
}

export const CREATE_PARAMETERS: Parameters<ResponseCreateParamsBase & Untyped> = {
  access_programs: true,
  audio: true,
  background: true,
  background_options: true,
  client_metadata: true,
  context_management: true,
  conversation: true,
  image: true,
  include: true,
  input: true,
  instructions: true,
  max_output_tokens: true,
  max_tool_calls: true,
  metadata: true,
  modalities: true,
  model: true,
  moderation: true,
  parallel_tool_calls: true,
  previous_response_id: true,
  prompt: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  reasoning: true,
  safety_identifier: true,
  service_tier: true,
  store: true,
  stream: true,
  stream_options: true,
  temperature: true,
  text: true,
  tool_choice: true,
  tools: true,
  top_logprobs: true,
  top_p: true,
  truncation: true,
  user: true,
};

export const INPUT_TOKENS_PARAMETERS: Parameters<InputTokenCountParams> = {
  conversation: true,
  input: true,
  instructions: true,
  model: true,
  parallel_tool_calls: true,
  personality: true,
  previous_response_id: true,
  reasoning: true,
  text: true,
  tool_choice: true,
  tools: true,
  truncation: true,
};

export const COMPACT_PARAMETERS: Parameters<ResponseCompactParams> = {
  image: true,
  input: true,
  instructions: true,
  model: true,
  previous_response_id: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  service_tier: true,
};

export const CHAT_PARAMETERS: Parameters<ChatCompletionCreateParamsBase> = {
  audio: true,
  frequency_penalty: true,
  function_call: true,
  functions: true,
  logit_bias: true,
  logprobs: true,
  max_completion_tokens: true,
  max_tokens: true,
  messages: true,
  metadata: true,
  modalities: true,
  model: true,
  moderation: true,
  n: true,
  parallel_tool_calls: true,
  prediction: true,
  presence_penalty: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  reasoning_effort: true,
  response_format: true,
  safety_identifier: true,
  seed: true,
  service_tier: true,
  stop: true,
  store: true,
  stream: true,
  stream_options: true,
  temperature: true,
  tool_choice: true,
  tools: true,
  top_logprobs: true,
  top_p: true,
  user: true,
  verbosity: true,
  web_search_options: true,
};

export const EMBEDDING_PARAMETERS: Parameters<EmbeddingCreateParams> = {
  dimensions: true,
  encoding_format: true,
  input: true,
  model: true,
  user: true,
};

export const MODERATION_PARAMETERS: Parameters<ModerationCreateParams> = { input: true, model: true };

export const IMAGE_PARAMETERS: Parameters<ImageGenerateParamsBase> = {
  background: true,
  complexity: true,
  frame_count: true,
  frame_duration_ms: true,
  model: true,
  moderation: true,
  n: true,
  output_compression: true,
  output_format: true,
  partial_images: true,
  prompt: true,
  quality: true,
  response_format: true,
  safety_identifier: true,
  size: true,
  stream: true,
  style: true,
  svg: true,
  user: true,
};

export const SPEECH_PARAMETERS: Parameters<SpeechCreateParams> = {
  input: true,
  instructions: true,
  model: true,
  response_format: true,
  speed: true,
  stream_format: true,
  voice: true,
};
