import pLimit from 'p-limit';
import type { RequestContext } from '../../context/request-context.ts';
import { recordedEndpoint } from '../../endpoints/endpoint-named.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { logPollFailure, logSettled } from '../../logging/background-log.ts';
import type { ImageStore } from '../../storage/images/image-store.ts';
import type { JobRecord } from '../records/job-record.ts';
import type { JobStore, PendingEntry } from '../records/job-store.ts';
import { countJob } from '../settle/count-job.ts';
import { settle } from '../settle/settle.ts';
import { videoKeeper } from '../settle/video-keeper.ts';
import { withWindow } from '../settle/with-window.ts';
import { pollWaitMs } from './poll-backoff.ts';
import { recordEnding } from './record-ending.ts';
import type { SeenRecord, SeenRecords } from './seen-records.ts';

/** What looking after records takes. */
export interface RecordPollerOptions {
  readonly store: JobStore;
  readonly context: RequestContext;
  readonly openImages: () => Promise<ImageStore | undefined>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Looks after single records: asks OpenAI, then settles or postpones them. */
export interface RecordPoller {
  /**
   * Looks after a listed record, if it is due. One of an image request, or of a video, waits for its turn: the rest of it is put into `images`,
   * and is not begun once the clock says `until`. Neither ever rejects: a failure is logged and noted.
   */
  lookAfter(entry: PendingEntry, until: number, images: Promise<void>[]): Promise<void>;
  /** How many records it has settled. */
  settled(): number;
}

/**
 * Records of image requests that are asked for at the same time, beside the others. With four images of 12 MB base64 in each
 * response these take some 300 MB; 20 would take more than the function has.
 */
const IMAGE_CONCURRENCY = 4;

/** Videos that are copied at the same time: each takes some 15 MB (`putStream`), and all of the function's network. */
const VIDEO_CONCURRENCY = 2;

/** A poller that reads in `seen` what is known of a record, and notes there what has become of it. */
export function newRecordPoller(options: RecordPollerOptions, seen: SeenRecords): RecordPoller {
  const { store, context, openImages, random } = options;
  const imageTurn = pLimit(IMAGE_CONCURRENCY);
  const videoTurn = pLimit(VIDEO_CONCURRENCY);
  const signal = context.deadline.signal(0);
  const videos = videoKeeper(context, signal);
  let settled = 0;

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
    const ending = await recordEnding(record, context);
    if (!ending) {
      seen.set(id, { etag, record: postponed(record, context.date(), random()), changed: true });
      return;
    }
    const settling = { store, openImages, videos, now: context.date, signal, isRecorded: true };
    const status = await settle(record, ending, settling);
    seen.delete(id);
    if (!status) return;
    settled += 1;
    const response = 'whole' in ending && ending.whole ? withWindow(ending.whole.response, record) : undefined;
    logSettled({ record, status, response, now: context.date() });
    await countJob(record, response, context);
  }

  /** What is large waits. */
  function turnOf({ kind, endpoint }: JobRecord) {
    if (kind === 'video') return videoTurn;
    return recordedEndpoint(endpoint)?.creates === 'images' ? imageTurn : undefined;
  }

  async function unlessFailing<T>(entry: PendingEntry, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      logPollFailure(entry.id, toServiceError(error));
      const { etag, record }: SeenRecord = seen.get(entry.id) ?? entry;
      const later = record && { record: postponed(record, context.date(), random()), changed: true };
      seen.set(entry.id, { etag, ...later, failed: true });
      return undefined;
    }
  }

  return {
    async lookAfter(entry, until, images) {
      const record = await unlessFailing(entry, () => dueRecord(entry));
      if (!record) return;
      const asking = () => unlessFailing(entry, () => ask(entry, record));
      const turn = turnOf(record);
      if (!turn) return asking();
      images.push(turn(async () => (context.now() < until ? asking() : undefined)));
    },
    settled: () => settled,
  };
}

/** The record after one more request in vain. */
function postponed(record: JobRecord, now: Date, random: number): JobRecord {
  const attempts = record.attempts + 1;
  const next = now.getTime() + pollWaitMs(attempts, random);
  return { ...record, attempts, next_poll_at: new Date(next).toISOString() };
}
