import { afterAll, beforeAll, vi } from 'vitest';
import { newPollRound, type PollRound, type PollRoundOptions } from '../../../lib/background/poll/poll-round.ts';
import type { JobRecord } from '../../../lib/background/records/job-record.ts';
import { shardOf } from '../../../lib/background/records/job-record.ts';
import type { RequestContext } from '../../../lib/context/request-context.ts';
import { requestContext, timeLeft } from '../../support/request-context.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../../support/upstream.ts';
import { at, backgroundResponse } from './jobs.ts';
import { type BeforeOperation, type MemoryJobStore, memoryJobStore } from './memory-job-store.ts';

/** Starts an upstream for the tests of a file, and keeps their logs and metrics off the terminal. */
export function useUpstream(): () => Upstream {
  let upstream: Upstream;
  beforeAll(async () => {
    vi.stubEnv('LOG_LEVEL', 'SILENT');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
    upstream = await startUpstream();
  });
  afterAll(() => upstream.close());
  return () => upstream;
}

/** A clock that stands until it is told. */
export interface TestClock {
  /** Since the beginning. */
  ms: number;
}

/** What a function has at hand, by such a clock. */
export function callTo(url: string, clock: TestClock, remainingMs = 60_000): RequestContext {
  const variables = { OPENAI_API_BASE_URL: url, OPENAI_RETRY_DELAY: '1', OPENAI_STREAM_IDLE_TIMEOUT: '3000' };
  return requestContext(variables, {
    path: 'poll-background',
    frontDoor: 'schedule',
    now: () => clock.ms,
    date: () => at(clock.ms),
    startedAt: 0,
    deadline: timeLeft(remainingMs),
  });
}

/** Has the upstream answer for each response as told; for all others, that it is completed. */
export function play(upstream: Upstream, byId: Readonly<Record<string, UpstreamHandler>> = {}): void {
  upstream.handle((request, response) => {
    const id = idOf(request.url);
    const handler = byId[id] ?? playJson(backgroundResponse({ id }));
    return handler(request, response);
  });
}

/** Of which response a request is. */
export function idOf(url: string): string {
  return /^\/v1\/responses\/([\w-]+)/.exec(url)?.[1] ?? '';
}

/** OpenAI's answer for a response that runs on. */
export const playRunning = (status: 'queued' | 'in_progress' = 'in_progress'): UpstreamHandler => {
  return (request, response) =>
    playJson(backgroundResponse({ id: idOf(request.url), status, output: [] }))(request, response);
};

/** OpenAI's answer for a response that it does not have. */
export const playMissing: UpstreamHandler = (request, response) => {
  const message = `Response with id '${idOf(request.url)}' not found.`;
  return playJson({ error: { message, type: 'invalid_request_error', param: 'response_id', code: null } }, 404)(
    request,
    response,
  );
};

/** A round over an upstream and a store in memory. */
export interface Polling {
  readonly round: PollRound;
  readonly store: MemoryJobStore;
  readonly clock: TestClock;
  /** One pass over all shards that have a record. */
  pass(until?: number): Promise<void>;
}

/** Begins a round over these records. */
export function startPolling(
  upstream: Upstream,
  records: readonly JobRecord[],
  changes: Partial<PollRoundOptions> & { readonly before?: BeforeOperation; readonly clock?: TestClock } = {},
): Polling {
  const { before, clock = { ms: 0 }, ...options } = changes;
  const store = memoryJobStore(records, before);
  const round = newPollRound({
    store,
    context: callTo(upstream.url, clock),
    openImages: async () => undefined,
    random: () => 0,
    ...options,
  });
  const shards = [...new Set(records.map(({ id }) => shardOf(id)))].toSorted();
  return { round, store, clock, pass: (until = Number.POSITIVE_INFINITY) => round.pass(shards, until) };
}
