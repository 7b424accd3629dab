import type { ImageEntry } from '../../storage/images/image-entry.ts';
import type { EventOutline } from '../replay/event-outline.ts';
import type { TextOffsets } from '../settle/text-offsets.ts';
import type { JobKind } from './job-record.ts';

/** How a background response ended: OpenAI's word, or one of ours for what OpenAI never said. */
export type SettledStatus = 'completed' | 'incomplete' | 'failed' | 'cancelled' | 'lost' | 'expired';

/** A kept image, less the URL, which would end. */
export type ArchivedImage = Omit<ImageEntry, 'url' | 'expires_at'> & {
  /** Why S3 does not have it; its base64 then stays in `response`. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
};

/** A video that S3 has. */
export interface ArchivedVideo {
  readonly key: string;
  readonly content_type: string;
  readonly bytes: number;
}

/** What became of a background response or a video, as `background/completed/<id>.json` keeps it. */
export interface ArchivedResult {
  /** The response's id, or the video's. */
  readonly id: string;
  /** Absent in results that are older than this field, which are of responses. */
  readonly kind?: JobKind;
  readonly status: SettledStatus;
  /** The function that started it; null where that is not known. */
  readonly endpoint: string | null;
  readonly model: string | null;
  /** ISO 8601. */
  readonly created_at: string;
  /** ISO 8601. */
  readonly settled_at: string;
  /** How often OpenAI was requested. */
  readonly attempts: number;
  readonly delivery: string | null;
  /** What the request wanted OpenAI to add; absent in results that are older than this field. */
  readonly include?: readonly string[];
  /** OpenAI's, null where it sent none. */
  readonly usage: unknown;
  /** USD, null where it is not known. */
  readonly cost_estimate: number | null;
  readonly pricing_version: string;
  readonly images: readonly ArchivedImage[];
  /** Absent where it is no video, or none that S3 has. */
  readonly video?: ArchivedVideo;
  /** The stream's events, less what `response` has: with both it is replayed as it was. Absent in results older than this field. */
  readonly stream_events?: EventOutline;
  /** Where the stream's text events end: what a stream goes on by where `stream_events` do not do. */
  readonly text_offsets?: TextOffsets;
  /** Why there is no result: of `lost` and `expired`. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
  /** The delivery that told of the end; absent where polling found it. */
  readonly webhook_id?: string;
  /** OpenAI's response, or its object of the video, less the base64 of kept images and of masks; of a lost one only what was known. */
  readonly response: Readonly<Record<string, unknown>>;
}

/** What an archived result says of itself without being read (`x-amz-meta-…`). */
export interface ResultFacts {
  readonly status: string;
  readonly webhookId?: string;
}

/** Whether it is OpenAI's own result, which nothing takes the place of. */
export function isResult({ status }: Pick<ResultFacts, 'status'>): boolean {
  return status !== 'lost' && status !== 'expired';
}
