import pLimit from 'p-limit';
import pMap from 'p-map';
import type { RequestContext } from '../../context/request-context.ts';
import { recordedEndpoint } from '../../endpoints/endpoint-named.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { logPollFailure, logSettled, type PollSummary } from '../../logging/background-log.ts';
import type { ImageStore } from '../../storage/images/image-store.ts';
import type { JobRecord } from '../records/job-record.ts';
import type { JobStore, PendingEntry } from '../records/job-store.ts';
import { askForOutcome } from '../settle/job-outcome.ts';
import { type Ending, settle, withWindow } from '../settle/settle.ts';
import { pollWaitMs } from './poll-backoff.ts';

/** What a round works with. */
export interface PollRoundOptions {
  readonly store: JobStore;
  readonly context: RequestContext;
  readonly openImages: () => Promise<ImageStore | undefined>;
  /** In [0, 1). */
  readonly random: () => number;
  /** Records that are looked after at the same time, beside those of image requests; 20. */
  readonly concurrency?: number;
}

/** Passes over pending records that remember what the earlier ones have seen. */
export interface PollRound {
  /** Looks after every record of the shards that is due; begins none once the call's clock says `until`. */
  pass(shards: readonly string[], until: number): Promise<void>;
  /** Writes the records back whose next time has changed. */
  writeDown(): Promise<void>;
  counts(): Omit<PollSummary, 'passes'>;
}

const CONCURRENCY = 20;

/**
 * Records of image requests that are asked for at the same time, beside the others. With four images of 12 MB base64 in each
 * response these take some 300 MB; 20 would take more than the function has.
 */
const IMAGE_CONCURRENCY = 4;

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A response that runs on for a day after the window that it was given will not end any more. */
function longestRunMs({ completion_window: window = '' }: JobRecord): number {
  const hours = /^(\d{1,2})h$/.exec(window)?.[1] ?? 0;
  return DAY_MS + Number(hours) * HOUR_MS;
}

/** Longest that OpenAI is asked in vain: after 7 days the bucket's lifecycle may take a record without a word. */
const LONGEST_SILENCE_MS = 6 * DAY_MS;

/** A record that is listed, and not settled yet. */
interface Seen {
  readonly etag: string;
  /** Absent until it has been read. */
  readonly record?: JobRecord;
  /** Whether `record` says more than S3 does. */
  readonly changed?: boolean;
  /** Whether it could not be looked after when that was tried last. */
  readonly failed?: boolean;
}

/** Begins a round. One record's failure never stops the others: it is logged, counted and left for later. */
export function newPollRound(options: PollRoundOptions): PollRound {
  const { store, context, openImages, random, concurrency = CONCURRENCY } = options;
  const seen = new Map<string, Seen>();
  const imageTurn = pLimit(IMAGE_CONCURRENCY);
  const signal = context.deadline.signal(0);
  let settled = 0;
  let failedListings = 0;
  /** Whether the last listing came to its end. */
  let isListed = false;

  /** Records that were seen and are listed no longer: a webhook has settled them, or a caller has deleted them. */
  function forgetUnlisted(listed: ReadonlySet<string>): void {
    for (const id of seen.keys()) if (!listed.has(id)) seen.delete(id);
  }

  /** A record, read where that has not been done; undefined where there is nothing to ask. */
  async function dueRecord({ id, etag }: PendingEntry): Promise<JobRecord | undefined> {
    const before = seen.get(id);
    const known = before?.etag === etag ? before.record : undefined;
    const record = known ?? (await store.readRecord(id));
    // Somebody else has settled it since it was listed.
    if (!record) {
      seen.delete(id);
      return undefined;
    }
    if (!known) seen.set(id, { etag, record });
    return Date.parse(record.next_poll_at) > context.date().getTime() ? undefined : record;
  }

  async function ask({ id, etag }: PendingEntry, record: JobRecord): Promise<void> {
    const ending = await endingOf(record);
    if (!ending) {
      seen.set(id, { etag, record: postponed(record), changed: true });
      return;
    }
    const status = await settle(record, ending, { store, openImages, now: context.date, signal, isRecorded: true });
    seen.delete(id);
    if (!status) return;
    settled += 1;
    const response = 'whole' in ending && ending.whole ? withWindow(ending.whole.response, record) : undefined;
    logSettled({ record, status, response, now: context.date() });
  }

  async function endingOf(record: JobRecord): Promise<Ending | undefined> {
    const age = ageMs(record);
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

  function postponed(record: JobRecord): JobRecord {
    const attempts = record.attempts + 1;
    const next = context.date().getTime() + pollWaitMs(attempts, random());
    return { ...record, attempts, next_poll_at: new Date(next).toISOString() };
  }

  /** Looks after a record, or has it wait for its turn among `images`. */
  async function lookAfter(entry: PendingEntry, until: number, images: Promise<void>[]): Promise<void> {
    const record = await unlessFailing(entry, () => dueRecord(entry));
    if (!record) return;
    const asking = () => unlessFailing(entry, () => ask(entry, record));
    if (recordedEndpoint(record.endpoint)?.creates !== 'images') return asking();
    images.push(imageTurn(async () => (context.now() < until ? asking() : undefined)));
  }

  async function unlessFailing<T>(entry: PendingEntry, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      logPollFailure(entry.id, toServiceError(error));
      const { etag, record }: Seen = seen.get(entry.id) ?? entry;
      seen.set(entry.id, { etag, ...(record && { record: postponed(record), changed: true }), failed: true });
      return undefined;
    }
  }

  function ageMs({ created_at: createdAt }: JobRecord): number {
    return Math.max(0, context.date().getTime() - (Date.parse(createdAt) || 0));
  }

  /** What is listed while there is time. What is listed later is noted; what cannot be listed ends it, as one failure. */
  async function* entriesOf(
    shards: readonly string[],
    until: number,
    listed: Set<string>,
  ): AsyncGenerator<PendingEntry, void> {
    try {
      for await (const entry of store.listPending(shards)) {
        listed.add(entry.id);
        if (!seen.has(entry.id)) seen.set(entry.id, { etag: entry.etag });
        if (context.now() < until) yield entry;
      }
      forgetUnlisted(listed);
      isListed = true;
    } catch (error) {
      failedListings += 1;
      logPollFailure(undefined, toServiceError(error));
    }
  }

  return {
    async pass(shards, until) {
      const from = Math.floor(random() * shards.length);
      // Each time from another shard on: where time does not suffice for all, it is not always the same that wait.
      const order = [...shards.slice(from), ...shards.slice(0, from)];
      isListed = false;
      const listed = new Set<string>();
      const images: Promise<void>[] = [];
      await pMap(entriesOf(order, until, listed), (entry) => lookAfter(entry, until, images), { concurrency });
      await Promise.all(images);
    },
    async writeDown() {
      const changed = [...seen.values()].flatMap(({ etag, record, changed }) =>
        record && changed ? { etag, record } : [],
      );
      await pMap(
        changed,
        ({ record, etag }) =>
          store.putRecord(record, etag).catch((error) => logPollFailure(record.id, toServiceError(error))),
        { concurrency },
      );
    },
    counts() {
      const jobs = [...seen.values()];
      const ages = jobs.flatMap(({ record }) => (record ? ageMs(record) : []));
      // Where a listing failed, that none was found is no word on whether there is one.
      const isNone = isListed && jobs.length === 0;
      return {
        pending: isNone || jobs.length > 0 ? jobs.length : null,
        settled,
        failed: jobs.filter(({ failed }) => failed).length + failedListings,
        oldest_age_seconds: isNone || ages.length > 0 ? Math.round(Math.max(0, ...ages) / 1000) : null,
      };
    },
  };
}
