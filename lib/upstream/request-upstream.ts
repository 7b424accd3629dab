import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../config/environment.ts';
import type { Call } from '../context/call.ts';
import { fromUpstreamFailure, type UpstreamFailure } from '../errors/from-upstream.ts';
import { ServiceError } from '../errors/service-error.ts';
import { modelShutdown } from '../usage/shutdowns.ts';
import { classifyFailure } from './classify-failure.ts';
import { renewKey } from './credentials.ts';
import { type Exchange, newExchange } from './fetch/exchange.ts';
import { badStatus } from './fetch/protocol-error.ts';
import type { UpstreamResponse } from './fetch/upstream-response.ts';
import { outcomeUnknown } from './outcome-unknown.ts';
import { withRetry } from './retry.ts';
import { headerTimeoutMs, mayRepeat, mayRunOn, type UpstreamKind } from './upstream-kinds.ts';

/** Kept free before Lambda's own deadline, for the last frame or the error body, and for the log. */
export const DEADLINE_MARGIN_MS = 1_000;

/** What the SDK's methods take beside their parameters. */
export interface UpstreamOptions {
  /** Milliseconds to the response headers. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Reaches our `fetch` as it is: what it notes there of the request (`fetch/exchange.ts`). */
  readonly fetchOptions: object;
}

/** What a request is, as far as waiting for it and sending it again goes. */
export interface UpstreamRequest {
  readonly kind: UpstreamKind;
  /** The model that it asks, if any. */
  readonly model?: string | undefined;
}

/** Sends through the SDK and takes the response unread: the caller parses the body. */
export type SendUpstream = (options: UpstreamOptions) => Promise<unknown>;

/** An answered request, and how to give it up while its body is still coming. */
export interface UpstreamAnswer {
  readonly response: UpstreamResponse;
  readonly latencyMs: number;
}

/**
 * Sends a request to OpenAI, again where that may help and can cost nothing, and takes its response as soon as the headers are
 * there. Notes request id, rate limits and retries. Throws a `ServiceError` for every failure: OpenAI's refusals with their own
 * status, 502 and 504 for the network's, `function_timeout` where Lambda's deadline came first, and
 * `background_outcome_unknown` where any of these may have left a response behind that runs on.
 */
export async function requestUpstream(
  call: Call,
  request: UpstreamRequest,
  send: SendUpstream,
): Promise<UpstreamAnswer> {
  const { kind } = request;
  const { environment, notes } = call;
  const deadline = new AbortController();
  const timeIsUp = setTimeout(() => deadline.abort(), Math.max(call.remainingMs() - DEADLINE_MARGIN_MS, 0));
  timeIsUp.unref();
  const sentAt = call.now();
  let exchange = newExchange(call.now);
  const sendOnce = () => {
    exchange = newExchange(call.now, environment.streamIdleTimeoutMs);
    const timeout = headerTimeoutMs(kind, environment.timeoutMs, call.remainingMs());
    return send({ timeout, signal: deadline.signal, fetchOptions: { exchange } });
  };
  try {
    const response = await withRetry(
      () => sendWithKey(sendOnce, environment),
      {
        maxRetries: environment.maxRetries,
        retryDelayMs: environment.retryDelayMs,
        mayRepeat: (failure) => mayRepeat(kind, failure, exchange),
      },
      {
        random: Math.random,
        date: call.date,
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
    const late = deadline.signal.aborted ? new ServiceError('function_timeout', { cause: error }) : undefined;
    const failure = late ? undefined : classifyFailure(error);
    if (failure?.kind === 'status') noteStatus(call, failure);
    const known = error instanceof ServiceError ? error : undefined;
    const reason = reasonOf(exchange, late ?? (failure ? told(failure, request, call) : known));
    if (reason === undefined) throw error;
    if (mayRunOn(kind, exchange)) throw outcomeUnknown(reason, call);
    throw exchange.isTooLarge ? new ServiceError('upstream_too_large', { cause: error }) : reason;
  } finally {
    clearTimeout(timeIsUp);
  }
}

/** Time that has run out after a 1xx has run out for the answer that it announced. */
function reasonOf({ status, interimStatus }: Exchange, reason: ServiceError | undefined): ServiceError | undefined {
  if (reason?.statusCode !== 504 || status !== undefined || interimStatus === undefined) return reason;
  return new ServiceError('upstream_protocol_error', { cause: badStatus(interimStatus, reason) });
}

function told(failure: UpstreamFailure, { model }: UpstreamRequest, call: Call): ServiceError {
  const shutdown = model === undefined ? undefined : modelShutdown(model, call.date());
  return fromUpstreamFailure(failure, {
    now: call.date(),
    ...(model === undefined ? {} : { model }),
    ...(shutdown ? { shutdownDate: shutdown.date } : {}),
  });
}
/** Sends; once more with a key read anew, where OpenAI refuses one that may have been replaced. */
async function sendWithKey(send: () => Promise<unknown>, environment: Environment): Promise<UpstreamResponse> {
  try {
    return (await send()) as UpstreamResponse;
  } catch (error) {
    // The SDK wraps what went wrong with getting the key.
    if (error instanceof Error && error.cause instanceof ServiceError) throw error.cause;
    const { status } = (error ?? {}) as { readonly status?: unknown };
    if (status !== 401 || !renewKey(environment)) throw error;
    return (await send()) as UpstreamResponse;
  }
}

function noteStatus(call: Call, { headers, body }: Extract<UpstreamFailure, { kind: 'status' }>): void {
  noteHeaders(call, Object.entries(headers));
  if (body !== undefined) call.notes.upstreamError = body;
}

function noteHeaders({ notes }: Call, headers: Iterable<readonly [name: string, value: string]>): void {
  const rateLimits: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name === 'x-request-id' && value) notes.openaiRequestId = value;
    if (name.startsWith('x-ratelimit-')) rateLimits[name] = value;
  }
  notes.rateLimitHeaders = rateLimits;
}
