import { setTimeout as sleep } from 'node:timers/promises';
import { fromUpstreamFailure } from '../errors/from-upstream.ts';
import { ServiceError } from '../errors/service-error.ts';
import { modelShutdown } from '../usage/shutdowns.ts';
import type { Call } from './call.ts';
import { classifyFailure } from './classify-failure.ts';
import type { UpstreamResponse } from './fetch/upstream-response.ts';
import { withRetry } from './retry.ts';

/** Kept free before Lambda's own deadline, for the last frame or the error body, and for the log. */
export const DEADLINE_MARGIN_MS = 1_000;

/** What the SDK's methods take beside their parameters. */
export interface UpstreamOptions {
  /** Milliseconds to the response headers. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Sends through the SDK and takes the response unread: the caller parses the body. */
export type SendUpstream = (options: UpstreamOptions) => Promise<unknown>;

/** An answered request, and how to give it up while its body is still coming. */
export interface UpstreamAnswer {
  readonly response: UpstreamResponse;
  readonly latencyMs: number;
}

/**
 * Sends a request to OpenAI, again where that may help, and takes its response as soon as the headers are there.
 * Notes request id, rate limits and retries. Throws a `ServiceError` for every failure: OpenAI's refusals with their own
 * status, 502 and 504 for the network's, `function_timeout` where Lambda's deadline came first.
 */
export async function requestUpstream(call: Call, model: string, send: SendUpstream): Promise<UpstreamAnswer> {
  const { environment, notes } = call;
  const deadline = new AbortController();
  const timeIsUp = setTimeout(() => deadline.abort(), Math.max(call.remainingMs() - DEADLINE_MARGIN_MS, 0));
  timeIsUp.unref();
  const sentAt = call.now();
  try {
    const response = await withRetry(
      async () => (await send({ timeout: environment.timeoutMs, signal: deadline.signal })) as UpstreamResponse,
      { maxRetries: environment.maxRetries, retryDelayMs: environment.retryDelayMs },
      {
        random: Math.random,
        sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal ? { signal } : {}),
        remainingMs: () => call.remainingMs() - DEADLINE_MARGIN_MS,
        signal: deadline.signal,
        onRetry: () => {
          notes.retries += 1;
        },
      },
    );
    noteHeaders(call, response);
    return { response, latencyMs: call.now() - sentAt };
  } catch (error) {
    if (deadline.signal.aborted) throw new ServiceError('function_timeout', { cause: error });
    const failure = classifyFailure(error);
    if (!failure) throw error;
    const shutdown = modelShutdown(model, call.date());
    throw fromUpstreamFailure(failure, { model, ...(shutdown ? { shutdownDate: shutdown.date } : {}) });
  } finally {
    clearTimeout(timeIsUp);
  }
}

/**
 * The JSON body of an answer. Throws a `ServiceError`: `upstream_invalid_response` where it is not JSON,
 * `upstream_connection_lost` where the connection broke, `function_timeout` at the deadline.
 */
export async function readJson(call: Call, { response }: UpstreamAnswer): Promise<unknown> {
  const timeIsUp = new Error('deadline');
  const timer = setTimeout(() => response.body.destroy(timeIsUp), Math.max(call.remainingMs() - DEADLINE_MARGIN_MS, 0));
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new ServiceError(cause === timeIsUp ? 'function_timeout' : 'upstream_connection_lost', {
      statusCode: cause === timeIsUp ? 504 : 502,
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServiceError('upstream_invalid_response', { cause });
  }
}

function noteHeaders({ notes }: Call, response: UpstreamResponse): void {
  const requestId = response.headers.get('x-request-id');
  if (requestId) notes.openaiRequestId = requestId;
  notes.rateLimitHeaders = Object.fromEntries(
    [...response.headers].filter(([name]) => name.startsWith('x-ratelimit-')),
  );
}
