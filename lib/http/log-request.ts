import type { RequestContext } from '../context/request-context.ts';
import type { Endpoint } from '../endpoints/table.ts';
import { type Interaction, logInteraction } from '../logging/interaction.ts';
import { logger } from '../logging/logger.ts';
import { flushMetrics, recordMetrics } from '../logging/metrics.ts';
import { pricingVersionInUse } from '../usage/cost.ts';
import { modelShutdown } from '../usage/shutdowns.ts';
import { readUsage } from '../usage/usage.ts';

/** Writes a finished request's record and metrics. Nothing of it can fail the request: its answer is out by now. */
export function logRequest(endpoint: Endpoint, context: RequestContext, statusCode: number): void {
  const facts = context.recorder.facts();
  const interaction = interactionOf(endpoint, context, statusCode);
  const shutdown = facts.model === undefined ? undefined : modelShutdown(facts.model, context.date());
  if (shutdown) logger().warn('model shutdown', { model: facts.model, date: shutdown.date, past: shutdown.past });
  if (facts.unknownEvents?.size) logger().warn('unknown events', { types: Object.fromEntries(facts.unknownEvents) });
  if (facts.cause !== undefined)
    logger().error('failure', facts.cause instanceof Error ? facts.cause : new Error(String(facts.cause)));
  logInteraction(interaction, context.environment.logPayloads);
  recordMetrics({
    endpoint: endpoint.name,
    model: facts.responseModel ?? null,
    metadata: interaction.metadata,
    ...(facts.errorCode === undefined ? {} : { errorCode: facts.errorCode }),
    unknownEvents: sum(facts.unknownEvents),
  });
  flushMetrics();
}

function interactionOf(endpoint: Endpoint, context: RequestContext, statusCode: number): Interaction {
  const facts = context.recorder.facts();
  const usage = facts.countedElsewhere ? null : readUsage(facts.usage);
  return {
    api: endpoint.api,
    endpoint: endpoint.name,
    request: facts.request ?? null,
    response: facts.response ?? null,
    ...(facts.upstreamError === undefined ? {} : { upstream_error: facts.upstreamError }),
    metadata: {
      latency_ms: Math.round(context.now() - context.startedAt),
      time_to_first_event_ms:
        facts.firstEventAt === undefined ? null : Math.round(facts.firstEventAt - context.startedAt),
      tokens_used: usage?.totalTokens ?? null,
      cached_tokens: usage?.cachedInputTokens ?? null,
      reasoning_tokens: usage?.reasoningTokens ?? null,
      cost_estimate: facts.countedElsewhere ? null : (facts.costEstimate ?? null),
      pricing_version: pricingVersionInUse(),
      rate_limit_headers: facts.rateLimitHeaders ?? {},
      response_status: statusCode,
      terminal_event: facts.terminalEvent ?? null,
      events: facts.events ? Object.fromEntries(facts.events) : null,
      retries: facts.retries,
      conversation: conversationId(facts.conversation),
      service_tier: facts.serviceTier ?? null,
      safety_identifier: facts.safetyIdentifier ?? null,
      openai_request_id: facts.openaiRequestId ?? null,
      ...(context.principal.kind === 'anonymous' ? {} : { principal: context.principal.id }),
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
