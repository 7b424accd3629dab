import type { Call } from '../context/call.ts';
import type { Endpoint } from '../endpoints/table.ts';
import { type Interaction, logInteraction } from '../logging/interaction.ts';
import { logger } from '../logging/logger.ts';
import { flushMetrics, recordMetrics } from '../logging/metrics.ts';
import { pricingVersion } from '../usage/cost.ts';
import { modelShutdown } from '../usage/shutdowns.ts';
import { readUsage } from '../usage/usage.ts';

/** Writes a finished request's record and metrics. Nothing of it can fail the request: its answer is out by now. */
export function logCall(endpoint: Endpoint, call: Call, statusCode: number): void {
  const { notes, environment } = call;
  const interaction = interactionOf(endpoint, call, statusCode);
  const shutdown = notes.model === undefined ? undefined : modelShutdown(notes.model, call.date());
  if (shutdown) logger().warn('model shutdown', { model: notes.model, date: shutdown.date, past: shutdown.past });
  if (notes.unknownEvents?.size) logger().warn('unknown events', { types: Object.fromEntries(notes.unknownEvents) });
  if (notes.cause !== undefined)
    logger().error('failure', notes.cause instanceof Error ? notes.cause : new Error(String(notes.cause)));
  logInteraction(interaction, environment.logPayloads);
  recordMetrics({
    endpoint: endpoint.name,
    model: notes.responseModel ?? null,
    metadata: interaction.metadata,
    ...(notes.errorCode === undefined ? {} : { errorCode: notes.errorCode }),
    unknownEvents: sum(notes.unknownEvents),
  });
  flushMetrics();
}

function interactionOf(endpoint: Endpoint, call: Call, statusCode: number): Interaction {
  const { notes } = call;
  const usage = notes.countedElsewhere ? null : readUsage(notes.usage);
  return {
    api: endpoint.api,
    endpoint: endpoint.name,
    request: notes.request ?? null,
    response: notes.response ?? null,
    ...(notes.upstreamError === undefined ? {} : { upstream_error: notes.upstreamError }),
    metadata: {
      latency_ms: Math.round(call.now() - call.startedAt),
      time_to_first_event_ms: notes.firstEventAt === undefined ? null : Math.round(notes.firstEventAt - call.startedAt),
      tokens_used: usage?.totalTokens ?? null,
      cached_tokens: usage?.cachedInputTokens ?? null,
      reasoning_tokens: usage?.reasoningTokens ?? null,
      cost_estimate: notes.countedElsewhere ? null : (notes.costEstimate ?? null),
      pricing_version: pricingVersion,
      rate_limit_headers: notes.rateLimitHeaders ?? {},
      response_status: statusCode,
      terminal_event: notes.terminalEvent ?? null,
      events: notes.events ? Object.fromEntries(notes.events) : null,
      retries: notes.retries,
      conversation: conversationId(notes.conversation),
      service_tier: notes.serviceTier ?? null,
      safety_identifier: notes.safetyIdentifier ?? null,
      openai_request_id: notes.openaiRequestId ?? null,
    },
  };
}

function conversationId(conversation: unknown): string | null {
  if (typeof conversation === 'string') return conversation;
  const { id } = (conversation ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? id : null;
}

function sum(counts: ReadonlyMap<string, number> | undefined): number {
  return [...(counts?.values() ?? [])].reduce((total, count) => total + count, 0);
}
