import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestContext } from '../../context/request-context.ts';
import { logPoll, type PollSummary } from '../../logging/background-log.ts';
import { openImageStore } from '../../storage/images/open-image-store.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import { openJobStore } from '../records/open-job-store.ts';
import type { PollEvent } from './poll-event.ts';
import { pollReservations } from './poll-reservations.ts';
import { newPollRound } from './poll-round.ts';

/** Between two passes: a response of 10 s is settled within 15. */
const PASS_EVERY_MS = 5_000;
/** Nothing is begun in this time before Lambda's deadline. */
const BEGIN_MARGIN_MS = 15_000;
/** What has begun is given up here, so that it is known to have failed and comes later the next time … */
const RECORD_MARGIN_MS = 5_000;
/** … and what has not ended by now is left: whatever it is, settling it again is safe. */
const END_MARGIN_MS = 3_000;
/** By now the next event of the schedule is due, which has the same shards. */
const LATE_MS = 60_000;
/** The last of it is for the log. */
const LOG_MARGIN_MS = 1_000;

/**
 * `poll-background`: settles what has ended of some shards' background responses, in passes until nothing is pending or the
 * event's window is over. The first pass takes all records, if it has to until a margin before Lambda's deadline; of the
 * passes after it, none begins anything once the window is over. An event that waited for a minute, since Lambda was at its limit,
 * is one pass: many of these come at once when the limit has passed, beside those that are on time.
 */
export async function pollBackground(event: PollEvent, context: RequestContext): Promise<PollSummary> {
  const { shards, linger } = event;
  const window = isLate(event, context.date()) ? 0 : event.window_seconds;
  const store = await openJobStore(context.environment, s3Deadline(context.deadline));
  if (!store) {
    await inTime(pollReservations(shards, context), context, END_MARGIN_MS);
    return logPoll({ pending: 0, settled: 0, failed: 0, oldest_age_seconds: 0, passes: 0 });
  }
  const stopAt = context.now() + context.deadline.leftMs(0) - BEGIN_MARGIN_MS;
  const windowEnd = Math.min(stopAt, context.startedAt + window * 1000);
  const round = newPollRound({
    store,
    context: { ...context, deadline: context.deadline.earlierBy(RECORD_MARGIN_MS) },
    openImages: () => openImageStore(context.environment),
    random: Math.random,
  });
  await inTime(round.pass(shards, stopAt), context, END_MARGIN_MS);
  await inTime(pollReservations(shards, context), context, END_MARGIN_MS);
  let passes = 1;
  for (let next = context.startedAt + PASS_EVERY_MS; next < windowEnd; next += PASS_EVERY_MS) {
    if (!linger && round.counts().pending === 0) break;
    // A pass that took longer than the pause between two is followed at once by the next.
    await sleep(Math.max(0, next - context.now()));
    if (context.now() >= windowEnd) break;
    await inTime(round.pass(shards, windowEnd), context, END_MARGIN_MS);
    passes += 1;
  }
  await inTime(round.writeDown(), context, LOG_MARGIN_MS);
  return logPoll({ ...round.counts(), passes });
}

/** Without a time that can be read, it is not. */
function isLate({ scheduled_at: scheduledAt = '' }: PollEvent, now: Date): boolean {
  return now.getTime() - Date.parse(scheduledAt) >= LATE_MS;
}

/** Waits for work, but not into the last `marginMs` before Lambda's deadline. */
async function inTime(work: Promise<void>, context: RequestContext, marginMs: number): Promise<void> {
  const over = new AbortController();
  const deadline = sleep(context.deadline.leftMs(marginMs), undefined, { signal: over.signal });
  await Promise.race([work, deadline.catch(() => undefined)]);
  over.abort();
}
