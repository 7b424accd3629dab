import type { ResponseOutputItem, ResponseUsage, ServiceTier, Tool } from 'openai/resources/responses/responses';
import type { Progress, WireResponse } from './events.ts';
import type { ImageUsage } from './pictures/picture-usage.ts';
import type { CreateRequest } from './request.ts';

interface Parts {
  readonly id: string;
  readonly request: CreateRequest;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** Seconds since 1970; shown once it has completed. */
  readonly completedAt: number;
  readonly progress: Progress;
  readonly output: readonly ResponseOutputItem[];
  readonly usage: ResponseUsage;
  /** Nothing where no picture was counted. */
  readonly imageUsage: ImageUsage | undefined;
}

/** How OpenAI fills in what an image generation tool leaves out; its model it does not name then. */
const IMAGE_TOOL_DEFAULTS = {
  background: 'auto',
  moderation: 'auto',
  n: 1,
  output_compression: 100,
  output_format: 'png',
  quality: 'auto',
  size: 'auto',
} as const;

/** The response object at one moment of its life; it echoes the request's parameters with OpenAI's defaults. */
export function responseObject(parts: Parts): WireResponse {
  const { id, request, createdAt, completedAt, progress, output, usage, imageUsage } = parts;
  const { status } = progress;
  const ended = status !== 'queued' && status !== 'in_progress' && status !== 'cancelled';
  const conversation = typeof request.conversation === 'string' ? { id: request.conversation } : request.conversation;
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status,
    background: request.background ?? false,
    completed_at: status === 'completed' ? completedAt : null,
    error: status === 'failed' ? progress.error : null,
    incomplete_details: status === 'incomplete' ? { reason: progress.reason } : null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    model: request.model,
    output: [...output],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    prompt_cache_retention: request.prompt_cache_retention ?? null,
    reasoning: { effort: request.reasoning?.effort ?? null, summary: request.reasoning?.summary ?? null },
    safety_identifier: request.safety_identifier ?? null,
    service_tier: serviceTier(request.service_tier, ended),
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    text: { format: request.text?.format ?? { type: 'text' }, verbosity: request.text?.verbosity ?? 'medium' },
    tool_choice: request.tool_choice ?? 'auto',
    tools: (request.tools ?? []).map(echoTool),
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? 1,
    truncation: request.truncation ?? 'disabled',
    // OpenAI sends null until it has counted; the SDK's type knows only "absent".
    ...(status === 'completed' || status === 'incomplete' ? { usage } : {}),
    ...(ended && imageUsage ? { tool_usage: { image_gen: imageUsage, web_search: countSearches(output) } } : {}),
    ...(request.user === undefined ? {} : { user: request.user }),
    ...(request.prompt ? { prompt: request.prompt } : {}),
    ...(conversation ? { conversation } : {}),
    metadata: request.metadata ?? {},
    access_programs: null,
  };
}

const echoTool = (tool: Tool): Tool => (tool.type === 'image_generation' ? { ...IMAGE_TOOL_DEFAULTS, ...tool } : tool);

const countSearches = (output: readonly ResponseOutputItem[]): { num_requests: number } => ({
  num_requests: output.filter((item) => item.type === 'web_search_call' && item.action?.type === 'search').length,
});

/** OpenAI says which tier served only at the end; `auto` becomes `default` here. */
function serviceTier(asked: ServiceTier | undefined, ended: boolean): ServiceTier {
  if (!ended) return asked ?? 'auto';
  return asked && asked !== 'auto' ? asked : 'default';
}
