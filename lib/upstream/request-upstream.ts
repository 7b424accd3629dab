import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../config/environment.ts';
import type { RequestContext } from '../context/request-context.ts';
import { fromUpstreamFailure, type UpstreamFailure } from '../errors/from-upstream.ts';
import { ServiceError } from '../errors/service-error.ts';
import { fieldsOf } from '../json/fields.ts';
import { modelShutdown } from '../usage/shutdowns.ts';
import { classifyFailure } from './classify-failure.ts';
import { renewKey } from './credentials.ts';
import { type Exchange, newExchange } from './fetch/exchange.ts';
import { badStatus } from './fetch/protocol-error.ts';
import type { UpstreamResponse } from './fetch/upstream-response.ts';
import { outcomeUnknown } from './outcome-unknown.ts';
import { withRetry } from './retry.ts';
import {
  headerTimeoutMs,
  mayHaveBegun,
  mayRepeat,
  mayRunOn,
  type UpstreamKind,
  upstreamKinds,
} from './upstream-kinds.ts';

/** What the SDK's methods take beside their parameters. */
export interface UpstreamOptions {
  /** Milliseconds to the response headers. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Reaches our `fetch` as it is: what it writes there of the request (`fetch/exchange.ts`). */
  readonly fetchOptions: object;
}

/** What a request is, as far as waiting for it and sending it again goes. */
export interface UpstreamRequest {
  readonly kind: UpstreamKind;
  /** The model that it asks, if any. */
  readonly model?: string | undefined;
  /** False where whoever calls tries again by itself: failures would be multiplied. */
  readonly retries?: boolean | undefined;
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
 * there. Records request id, rate limits and retries. Throws a `ServiceError` for every failure: OpenAI's refusals with their own
 * status, 502 and 504 for the network's, `function_timeout` where Lambda's deadline came first, and
 * `background_outcome_unknown` where any of these may have left a response behind that runs on.
 *
 * @example
 * const { responses } = openaiClient(context.environment);
 * const upstream = await requestUpstream(context, { kind: 'lookup' }, (options) => responses.cancel(id, options).asResponse());
 * const text = Buffer.concat(await readBody(context, upstream)).toString('utf8');
 */
export async function requestUpstream(
  context: RequestContext,
  request: UpstreamRequest,
  send: SendUpstream,
): Promise<UpstreamAnswer> {
  const { kind } = request;
  const { environment, recorder } = context;
  const deadline = new AbortController();
  const timeIsUp = setTimeout(() => deadline.abort(), context.deadline.leftMs());
  timeIsUp.unref();
  const sentAt = context.now();
  let exchange = newExchange(context.now);
  const sendOnce = () => {
    exchange = newExchange(context.now, environment.streamIdleTimeoutMs);
    const timeout = headerTimeoutMs(kind, environment.timeoutMs, context.deadline.leftMs(0));
    // The client has our own `fetch`, so its responses are ours, whatever the SDK calls them.
    return send({ timeout, signal: deadline.signal, fetchOptions: { exchange } }) as Promise<UpstreamResponse>;
  };
  try {
    const response = await withRetry(
      () => sendWithKey(sendOnce, environment),
      {
        maxRetries: request.retries === false ? 0 : environment.maxRetries,
        retryDelayMs: environment.retryDelayMs,
        mayRepeat: (failure) => mayRepeat(kind, failure, exchange),
      },
      {
        random: Math.random,
        date: context.date,
        sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal ? { signal } : {}),
        remainingMs: () => context.deadline.leftMs(),
        signal: deadline.signal,
        onRetry: () => recorder.retried(),
      },
    );
    recordHeaders(context, response.headers);
    // What costs nothing may be asked again.
    if (!upstreamKinds[kind].isRepeatable) recorder.begun();
    return { response, latencyMs: context.now() - sentAt };
  } catch (error) {
    const late = deadline.signal.aborted ? new ServiceError('function_timeout', { cause: error }) : undefined;
    const failure = late ? undefined : classifyFailure(error);
    if (failure?.kind === 'status') recordRefusal(context, failure);
    else if (
      !upstreamKinds[kind].isRepeatable &&
      mayHaveBegun(exchange) &&
      !(failure && mayRepeat(kind, failure, exchange))
    )
      recorder.begun();
    const known = error instanceof ServiceError ? error : undefined;
    const reason = reasonOf(exchange, late ?? (failure ? told(failure, request, context) : known));
    if (reason === undefined) throw error;
    if (mayRunOn(kind, exchange)) throw outcomeUnknown(reason, context);
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

function told(failure: UpstreamFailure, { model }: UpstreamRequest, context: RequestContext): ServiceError {
  const shutdown = model === undefined ? undefined : modelShutdown(model, context.date());
  return fromUpstreamFailure(failure, {
    now: context.date(),
    ...(model === undefined ? {} : { model }),
    ...(shutdown ? { shutdownDate: shutdown.date } : {}),
  });
}
/** Sends; once more with a key read anew, where OpenAI refuses one that may have been replaced. */
async function sendWithKey(send: () => Promise<UpstreamResponse>, environment: Environment): Promise<UpstreamResponse> {
  try {
    return await send();
  } catch (error) {
    // The SDK wraps what went wrong with getting the key.
    if (error instanceof Error && error.cause instanceof ServiceError) throw error.cause;
    const { status } = fieldsOf(error);
    if (status !== 401 || !renewKey(environment)) throw error;
    return send();
  }
}

function recordRefusal(context: RequestContext, { headers, body }: Extract<UpstreamFailure, { kind: 'status' }>): void {
  recordHeaders(context, Object.entries(headers));
  if (body !== undefined) context.recorder.refused(body);
}

function recordHeaders({ recorder }: RequestContext, headers: Iterable<readonly [name: string, value: string]>): void {
  const rateLimitHeaders: Record<string, string> = {};
  let openaiRequestId: string | undefined;
  for (const [name, value] of headers) {
    if (name === 'x-request-id' && value) openaiRequestId = value;
    if (name.startsWith('x-ratelimit-')) rateLimitHeaders[name] = value;
  }
  recorder.heard({ openaiRequestId, rateLimitHeaders });
}
