import fc from 'fast-check';
import { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import type { UpstreamFailure } from '../../../lib/errors/from-upstream.ts';
import { retryDelayMs, withRetry } from '../../../lib/upstream/retry.ts';

const policy = { maxRetries: 3, retryDelayMs: 1000 };
const reset: UpstreamFailure = { kind: 'connection', cause: undefined };

function refused(statusCode: number, headers: Record<string, string> = {}, error: object = {}): UpstreamFailure {
  return { kind: 'status', statusCode, headers, body: { error } };
}

describe('which failures are retried', () => {
  it.each<readonly [string, UpstreamFailure, boolean]>([
    ...[408, 409, 429, 500, 502, 503, 504, 520].map((code) => [`${code}`, refused(code), true] as const),
    ...[301, 400, 401, 403, 404, 413, 422].map((code) => [`${code}`, refused(code), false] as const),
    ['a rate limit', refused(429, {}, { code: 'rate_limit_exceeded' }), true],
    ['a rate limit of an unknown code', refused(429, {}, { code: 'brand_new' }), true],
    ['an exhausted quota', refused(429, {}, { code: 'insufficient_quota' }), false],
    ['an exhausted quota told by type', refused(429, {}, { type: 'insufficient_quota', code: null }), false],
    ['a billing limit', refused(429, {}, { code: 'billing_hard_limit_reached' }), false],
    ['a 400 that OpenAI says to retry', refused(400, { 'x-should-retry': 'true' }), true],
    ['a 500 that OpenAI says not to retry', refused(500, { 'x-should-retry': 'false' }), false],
    ['a lost connection', reset, true],
    ['a timeout', { kind: 'timeout', cause: undefined }, true],
    ['an abort', { kind: 'aborted', cause: undefined }, false],
  ])('%s', (_name, failure, retried) => {
    expect(retryDelayMs(failure, 0, policy, 0) !== undefined).toBe(retried);
  });
});

describe('how long a retry waits', () => {
  it.each([
    ['the delay at first', 0, 0, 1000],
    ['twice as long each time', 2, 0, 4000],
    ['half the jitter', 0, 0.5, 1100],
    ['never longer than 10 s and jitter', 9, 1, 12_000],
  ])('%s', (_name, attempt, random, delay) => {
    expect(retryDelayMs(reset, attempt, { maxRetries: 10, retryDelayMs: 1000 }, random)).toBe(delay);
  });

  it('exactly what OpenAI asks for, beyond the cap and without jitter', () => {
    expect(retryDelayMs(refused(503, { 'retry-after': '60' }), 0, policy, 0.9)).toBe(60_000);
  });

  it('not at all once the retries are used up', () => {
    expect(retryDelayMs(reset, 3, policy, 0)).toBeUndefined();
    expect(retryDelayMs(refused(400, { 'x-should-retry': 'true' }), 3, policy, 0)).toBeUndefined();
  });

  const delays = fc.integer({ min: 0, max: 60_000 });
  const attempts = fc.integer({ min: 0, max: 5000 });
  const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('between the capped power of two and 20 % more', () => {
    fc.assert(
      fc.property(delays, attempts, randoms, (delay, attempt, random) => {
        const base = delay === 0 ? 0 : Math.min(10_000, delay * 2 ** attempt);
        const waited = retryDelayMs(reset, attempt, { maxRetries: Infinity, retryDelayMs: delay }, random);
        expect(waited).toBeGreaterThanOrEqual(base);
        expect(waited).toBeLessThanOrEqual(base * 1.2);
      }),
    );
  });

  it('never shorter than the retry before, jitter apart', () => {
    fc.assert(
      fc.property(delays, attempts, (delay, attempt) => {
        const endless = { maxRetries: Infinity, retryDelayMs: delay };
        const next = retryDelayMs(reset, attempt + 1, endless, 0);
        expect(next).toBeGreaterThanOrEqual(retryDelayMs(reset, attempt, endless, 0) ?? Infinity);
      }),
    );
  });

  it('never beyond the deadline, and never oftener than allowed, whatever upstream asks', async () => {
    const askedSeconds = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 120_000 }),
        fc.integer({ min: 0, max: 8 }),
        delays,
        randoms,
        fc.array(askedSeconds, { minLength: 9, maxLength: 9 }),
        async (deadlineMs, maxRetries, delay, random, asked) => {
          let now = 0;
          let attempts = 0;
          const failing = async (n: number): Promise<never> => {
            attempts += 1;
            const seconds = asked[n];
            const headers = new Headers(seconds === undefined ? {} : { 'retry-after': String(seconds) });
            throw APIError.generate(503, {}, undefined, headers);
          };
          const runtime = {
            random: () => random,
            sleep: async (ms: number) => {
              now += ms;
            },
            remainingMs: () => deadlineMs - now,
          };
          await expect(withRetry(failing, { maxRetries, retryDelayMs: delay }, runtime)).rejects.toThrow('503');
          expect(now).toBeLessThanOrEqual(deadlineMs);
          expect(attempts).toBeLessThanOrEqual(maxRetries + 1);
        },
      ),
    );
  });
});
