import type { RequestContext } from '../../context/request-context.ts';
import type { JobRecord } from '../records/job-record.ts';
import { askForOutcome } from '../settle/job-outcome.ts';
import type { Ending } from '../settle/settling.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Longest that OpenAI is asked in vain: after 7 days the bucket's lifecycle may take a record without a word. */
const LONGEST_SILENCE_MS = 6 * DAY_MS;

/**
 * Asks OpenAI how a record's response has ended; undefined while it runs. One that has run for too long has expired, and so has
 * one of which there was no word for too long. Throws a `ServiceError` where there is no word yet.
 */
export async function recordEnding(record: JobRecord, context: RequestContext): Promise<Ending | undefined> {
  const age = recordAgeMs(record, context.date());
  try {
    const outcome = await askForOutcome(record, context);
    if (outcome.kind !== 'running') return outcome;
    return age >= longestRunMs(record) ? { kind: 'expired', whole: outcome.whole } : undefined;
  } catch (error) {
    // No word on whether it has ended: its result may be there, and is paid for.
    if (age >= LONGEST_SILENCE_MS) return { kind: 'expired' };
    throw error;
  }
}

/** Milliseconds since a record's response was created; 0 where its time cannot be read or is yet to come. */
export function recordAgeMs({ created_at: createdAt }: JobRecord, now: Date): number {
  return Math.max(0, now.getTime() - (Date.parse(createdAt) || 0));
}

/** A response that runs on for a day after the window that it was given will not end any more. */
function longestRunMs({ completion_window: window = '' }: JobRecord): number {
  const hours = /^(\d{1,2})h$/.exec(window)?.[1] ?? 0;
  return DAY_MS + Number(hours) * HOUR_MS;
}
