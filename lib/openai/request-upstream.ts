import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../config/environment.ts';
import { fromUpstreamFailure } from '../errors/from-upstream.ts';
import { ServiceError } from '../errors/service-error.ts';
import { modelShutdown } from '../usage/shutdowns.ts';
import type { Call } from './call.ts';
import { classifyFailure } from './classify-failure.ts';
import { renewKey } from './credentials.ts';
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
export async function requestUpstream(
  call: Call,
  model: string | undefined,
  send: SendUpstream,
): Promise<UpstreamAnswer> {
  const { environment, notes } = call;
  const deadline = new AbortController();
  const timeIsUp = setTimeout(() => deadline.abort(), Math.max(call.remainingMs() - DEADLINE_MARGIN_MS, 0));
  timeIsUp.unref();
  const sentAt = call.now();
  try {
    const options = { timeout: environment.timeoutMs, signal: deadline.signal };
    const response = await withRetry(
      () => sendWithKey(send, options, environment),
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
    noteHeaders(call, response.headers);
    return { response, latencyMs: call.now() - sentAt };
  } catch (error) {
    if (deadline.signal.aborted) throw new ServiceError('function_timeout', { cause: error });
    const failure = classifyFailure(error);
    if (!failure) throw error;
    if (failure.kind === 'status') noteHeaders(call, Object.entries(failure.headers));
    if (model === undefined) throw fromUpstreamFailure(failure);
    const shutdown = modelShutdown(model, call.date());
    throw fromUpstreamFailure(failure, { model, ...(shutdown ? { shutdownDate: shutdown.date } : {}) });
  } finally {
    clearTimeout(timeIsUp);
  }
}

/** Sends; once more with a key read anew, where OpenAI refuses one that may have been replaced. */
async function sendWithKey(
  send: SendUpstream,
  options: UpstreamOptions,
  environment: Environment,
): Promise<UpstreamResponse> {
  try {
    return (await send(options)) as UpstreamResponse;
  } catch (error) {
    // The SDK wraps what went wrong with getting the key.
    if (error instanceof Error && error.cause instanceof ServiceError) throw error.cause;
    const { status } = (error ?? {}) as { readonly status?: unknown };
    if (status !== 401 || !renewKey(environment)) throw error;
    return (await send(options)) as UpstreamResponse;
  }
}

function noteHeaders({ notes }: Call, headers: Iterable<readonly [name: string, value: string]>): void {
  const rateLimits: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name === 'x-request-id' && value) notes.openaiRequestId = value;
    if (name.startsWith('x-ratelimit-')) rateLimits[name] = value;
  }
  notes.rateLimitHeaders = rateLimits;
}
