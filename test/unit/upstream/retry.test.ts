import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { type RetryRuntime, withRetry } from '../../../lib/upstream/retry.ts';

const policy = { maxRetries: 3, retryDelayMs: 1000 };

function status(statusCode: number, headers: Record<string, string> = {}, code?: string): APIError {
  return APIError.generate(statusCode, { error: { message: 'No.', code } }, undefined, new Headers(headers));
}

/** A run with a clock of its own: each wait moves it on by exactly that wait. */
function run(
  outcomes: readonly unknown[],
  { deadlineMs = Infinity, ...runtime }: Partial<RetryRuntime> & { deadlineMs?: number } = {},
) {
  const waits: number[] = [];
  const attempts: number[] = [];
  let now = 0;
  const result = withRetry(
    async (n) => {
      attempts.push(n);
      const outcome = outcomes[n];
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    policy,
    {
      random: () => 0,
      sleep: async (ms) => {
        waits.push(ms);
        now += ms;
      },
      remainingMs: () => deadlineMs - now,
      ...runtime,
    },
  );
  return { result, waits, attempts };
}

describe('withRetry', () => {
  it('answers with the first success, without a wait', async () => {
    const { result, waits, attempts } = run(['ok']);
    expect(await result).toBe('ok');
    expect({ waits, attempts }).toEqual({ waits: [], attempts: [0] });
  });

  it('doubles the wait with each retry', async () => {
    const { result, waits, attempts } = run([status(500), status(429), new APIConnectionError({}), 'ok']);
    expect(await result).toBe('ok');
    expect({ waits, attempts }).toEqual({ waits: [1000, 2000, 4000], attempts: [0, 1, 2, 3] });
  });

  it('throws what came last once all retries are used up', async () => {
    const last = status(503);
    const { result, attempts } = run([status(500), status(500), status(500), last]);
    await expect(result).rejects.toBe(last);
    expect(attempts).toEqual([0, 1, 2, 3]);
  });

  it.each<readonly [string, Error]>([
    ['a bad request', status(400)],
    ['an exhausted quota', status(429, {}, 'insufficient_quota')],
    ['a refusal that says so', status(500, { 'x-should-retry': 'false' })],
    ['an abort', new APIUserAbortError()],
    ['a defect of ours', new TypeError('undefined is not a function')],
    ['an error of ours', new ServiceError('validation_failed')],
  ])('does not retry %s', async (_name, error) => {
    const { result, attempts } = run([error, 'ok']);
    await expect(result).rejects.toBe(error);
    expect(attempts).toEqual([0]);
  });

  it('waits as long as OpenAI asks', async () => {
    const { result, waits } = run([
      status(429, { 'retry-after': '45' }),
      status(429, { 'retry-after-ms': '20' }),
      'ok',
    ]);
    expect(await result).toBe('ok');
    expect(waits).toEqual([45_000, 20]);
  });

  it.each([
    ['asked for', status(429, { 'retry-after': '30' }), 30_000],
    ['computed', status(500), 1000],
  ])('fails at once where the wait %s would outlive the deadline', async (_name, error, deadlineMs) => {
    const { result, waits, attempts } = run([error, 'ok'], { deadlineMs });
    await expect(result).rejects.toBe(error);
    expect({ waits, attempts }).toEqual({ waits: [], attempts: [0] });
  });

  it('waits where there is just time enough', async () => {
    const { result, waits } = run([status(500), 'ok'], { deadlineMs: 1001 });
    expect(await result).toBe('ok');
    expect(waits).toEqual([1000]);
  });

  it('counts earlier waits against the deadline', async () => {
    const second = status(500);
    const { result, waits } = run([status(500), second, 'ok'], { deadlineMs: 2500 });
    await expect(result).rejects.toBe(second);
    expect(waits).toEqual([1000]);
  });

  it('does not begin a wait once it is aborted', async () => {
    const error = status(500);
    const { result, waits } = run([error, 'ok'], { signal: AbortSignal.abort() });
    await expect(result).rejects.toBe(error);
    expect(waits).toEqual([]);
  });

  it('throws the failure, not the abort, where a wait is cut short', async () => {
    const error = status(500);
    const controller = new AbortController();
    const { result, attempts } = run([error, 'ok'], {
      signal: controller.signal,
      sleep: async (_ms, signal) => {
        controller.abort();
        signal?.throwIfAborted();
      },
    });
    await expect(result).rejects.toBe(error);
    expect(attempts).toEqual([0]);
  });

  it('tells of each retry before its wait', async () => {
    const told: unknown[] = [];
    const { result } = run([status(500), status(409), 'ok'], {
      onRetry: ({ retry, delayMs, failure }) =>
        told.push([retry, delayMs, failure.kind === 'status' && failure.statusCode]),
    });
    await result;
    expect(told).toEqual([
      [1, 1000, 500],
      [2, 2000, 409],
    ]);
  });
});
