import { errorCatalogue } from '../errors/catalogue.ts';
import type { UpstreamFailure } from '../errors/from-upstream.ts';
import { openAIErrorFields } from '../errors/openai-error-fields.ts';
import { resolveCode } from '../errors/resolve-code.ts';
import { retryAfterSeconds, shouldRetry } from '../errors/response-headers.ts';
import { classifyFailure } from './classify-failure.ts';

/** No wait of our own choosing is longer, jitter apart: the caller is waiting too. */
const MAX_DELAY_MS = 10_000;
/** Up to this part of the delay is added, so that callers refused together do not come back together. */
const MAX_JITTER = 0.2;
/** 2³⁰ milliseconds are far beyond the cap; larger powers end in Infinity. */
const MAX_EXPONENT = 30;

/** How often and how patiently to try again. */
export interface RetryPolicy {
  /** `OPENAI_MAX_RETRIES`: attempts after the first. */
  readonly maxRetries: number;
  /** `OPENAI_RETRY_DELAY`: the first wait; each further one is twice as long. */
  readonly retryDelayMs: number;
  /** Whether the work may be done again after a failure; left out: always. */
  readonly mayRepeat?: (failure: UpstreamFailure) => boolean;
}

/** One retry about to happen. */
export interface Retry {
  /** 1 for the first retry. */
  readonly retry: number;
  readonly delayMs: number;
  readonly failure: UpstreamFailure;
}

/** What `withRetry` needs from outside, so that tests need no clock. */
export interface RetryRuntime {
  /** In [0, 1). */
  readonly random: () => number;
  /** The calendar, for answers that name a date and not their own. */
  readonly date?: () => Date;
  /** Waits; rejects as soon as `signal` aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds until the function has to be done. */
  readonly remainingMs: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each retry before its wait. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
}

/**
 * How long to wait before trying again, in milliseconds; undefined where that is no use. `attempt` is 0 for the first.
 * What OpenAI asks for wins: `x-should-retry` over the kind of failure, `retry-after(-ms)` over the computed delay.
 */
export function retryDelayMs(
  failure: UpstreamFailure,
  attempt: number,
  policy: RetryPolicy,
  random: number,
  now?: Date,
): number | undefined {
  if (attempt >= policy.maxRetries || !isRetryable(failure) || policy.mayRepeat?.(failure) === false) return undefined;
  const asked = failure.kind === 'status' ? retryAfterSeconds(failure.headers, now) : undefined;
  if (asked !== undefined) return asked * 1000;
  const delay = Math.min(MAX_DELAY_MS, policy.retryDelayMs * 2 ** Math.min(attempt, MAX_EXPONENT));
  return delay * (1 + MAX_JITTER * random);
}

function isRetryable(failure: UpstreamFailure): boolean {
  if (failure.kind !== 'status') return failure.kind !== 'aborted' && failure.kind !== 'protocol';
  const { statusCode, headers, body } = failure;
  const asked = shouldRetry(headers);
  if (asked !== undefined) return asked;
  // An exhausted quota or a billing limit is a 429 too, and stays one however long the wait: the catalogue knows which.
  if (statusCode === 429) return errorCatalogue[resolveCode(openAIErrorFields(body), 429).code].retryable;
  return statusCode === 408 || statusCode === 409 || statusCode >= 500;
}

/**
 * Runs `attempt` (0, 1, …) until it succeeds or trying again is no use, and then throws what it threw last: never
 * waits when the wait would outlive `remainingMs`, nor once `signal` has aborted. Only for work that has sent nothing
 * to the caller yet.
 *
 * @example
 * const policy = { maxRetries: 3, retryDelayMs: 1000, mayRepeat: () => true };
 * const runtime = { random: Math.random, sleep, remainingMs: () => deadline.leftMs() };
 * const response = await withRetry(() => client.models.list(options).asResponse(), policy, runtime);
 */
export async function withRetry<T>(
  attempt: (n: number) => Promise<T>,
  policy: RetryPolicy,
  runtime: RetryRuntime,
): Promise<T> {
  for (let n = 0; ; n++) {
    try {
      return await attempt(n);
    } catch (error) {
      const failure = classifyFailure(error);
      const delayMs = failure && retryDelayMs(failure, n, policy, runtime.random(), runtime.date?.());
      if (!failure || delayMs === undefined || runtime.signal?.aborted || delayMs >= runtime.remainingMs()) throw error;
      runtime.onRetry?.({ retry: n + 1, delayMs, failure });
      try {
        await runtime.sleep(delayMs, runtime.signal);
      } catch {
        // The wait was cut short. Why upstream refused says more than that somebody stopped waiting.
        throw error;
      }
    }
  }
}
