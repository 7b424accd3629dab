import { modelShutdown } from '../usage/shutdowns.ts';
import type { RequestContext } from './request-context.ts';

/** Headers of every event stream; the last one keeps nginx-like proxies from holding frames back. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;

/** A caller may have a warning for each of a million fields; gateways and clients take some 8 KB of headers in all. */
const WARNINGS_CHARACTERS = 2000;

/** What an answer's headers tell beside its body. */
export interface AnswerFacts {
  readonly warnings: readonly string[];
  /** Milliseconds until OpenAI's response headers, retries included. */
  readonly upstreamMs: number;
}

/**
 * `x-openai-request-id`, `x-request-warnings`, `x-model-shutdown`, `x-estimated-cost-usd` (where it is known by now) and
 * `server-timing` (https://www.w3.org/TR/server-timing/, milliseconds).
 */
export function answerHeaders(context: RequestContext, { warnings, upstreamMs }: AnswerFacts): Record<string, string> {
  const { openaiRequestId } = context.recorder.facts();
  const total = context.now() - context.startedAt;
  return {
    ...(openaiRequestId === undefined ? {} : { 'x-openai-request-id': openaiRequestId }),
    ...warningsHeader(warnings),
    ...shutdownHeader(context),
    ...costHeader(context),
    'server-timing': `upstream;dur=${upstreamMs.toFixed(1)}, total;dur=${total.toFixed(1)}`,
  };
}

/** `x-request-warnings`, where there are any. */
export function warningsHeader(warnings: readonly string[]): Record<string, string> {
  if (warnings.length === 0) return {};
  const kept: string[] = [];
  let characters = 0;
  for (const warning of warnings) {
    characters += warning.length + 2;
    if (characters > WARNINGS_CHARACTERS) break;
    kept.push(warning);
  }
  const omitted = warnings.length - kept.length;
  return { 'x-request-warnings': [...kept, ...(omitted > 0 ? [`${omitted} more`] : [])].join('; ') };
}

/** `x-model-shutdown`, for failures too: the day (`YYYY-MM-DD`) of a model that is past it or near it. */
export function shutdownHeader({ recorder, date }: RequestContext): Record<string, string> {
  const { model } = recorder.facts();
  const shutdown = model === undefined ? undefined : modelShutdown(model, date());
  return shutdown ? { 'x-model-shutdown': shutdown.date } : {};
}

/** `x-estimated-cost-usd`, where the cost is known. */
export function costHeader({ recorder }: RequestContext): Record<string, string> {
  const { costEstimate } = recorder.facts();
  return typeof costEstimate === 'number' ? { 'x-estimated-cost-usd': decimal(costEstimate) } : {};
}

/** A cost of a few millionths of a dollar, without an exponent. */
function decimal(usd: number): string {
  return usd.toFixed(9).replace(/\.?0+$/, '') || '0';
}
