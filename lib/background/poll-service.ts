import { setTimeout as sleep } from 'node:timers/promises';
import { openImageStore } from '../images/open-store.ts';
import { logPoll, type PollSummary } from '../logging/background-log.ts';
import type { Call } from '../openai/call.ts';
import type { PollEvent } from '../requests/poll-event.ts';
import { openJobStore } from './open-job-store.ts';
import { newPollRound } from './poll-round.ts';

/** Between two passes: a response of 10 s is settled within 15. */
const PASS_EVERY_MS = 5_000;
/** Kept free before Lambda's deadline: what has begun ends by then, and what was learnt is written down. */
const DEADLINE_MARGIN_MS = 15_000;

/**
 * `poll-background`: settles what has ended of some shards' background responses, in passes until nothing is pending or the
 * event's window is over. The first pass takes all records, if it has to until a margin before Lambda's deadline; of the passes behind it,
 * none begins anything once the window is over.
 */
export async function pollBackground(event: PollEvent, call: Call): Promise<PollSummary> {
  const { shards, window_seconds: window, linger } = event;
  const store = await openJobStore(call.environment);
  if (!store) return logPoll({ pending: 0, settled: 0, failed: 0, oldest_age_seconds: 0, passes: 0 });
  const stopAt = call.now() + call.remainingMs() - DEADLINE_MARGIN_MS;
  const windowEnd = Math.min(stopAt, call.startedAt + window * 1000);
  const round = newPollRound({
    store,
    call,
    openImages: () => openImageStore(call.environment),
    random: Math.random,
  });
  await round.pass(shards, stopAt);
  let passes = 1;
  for (let next = call.startedAt + PASS_EVERY_MS; next < windowEnd; next += PASS_EVERY_MS) {
    if (!linger && round.counts().pending === 0) break;
    // A pass that took longer than the pause between two is followed at once by the next.
    await sleep(Math.max(0, next - call.now()));
    if (call.now() >= windowEnd) break;
    await round.pass(shards, windowEnd);
    passes += 1;
  }
  await round.writeDown();
  return logPoll({ ...round.counts(), passes });
}
