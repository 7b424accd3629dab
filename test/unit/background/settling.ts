import type { JobRecord } from '../../../lib/background/records/job-record.ts';
import type { Settling } from '../../../lib/background/settle/settling.ts';
import type { VideoKeeper } from '../../../lib/background/settle/video-keeper.ts';
import { decodeText } from '../../../lib/large-json/byte-string.ts';
import { takeOutLongStrings } from '../../../lib/large-json/long-strings.ts';
import { imageKey } from '../../../lib/storage/images/image-key.ts';
import type { ImageStore } from '../../../lib/storage/images/image-store.ts';
import type { WholeResponse } from '../../../lib/upstream/retrieve-upstream.ts';
import { imageCall, pngOf } from '../apis/responses/images/waiting-store.ts';
import { cutInto } from '../stream/pieces.ts';
import { at, backgroundResponse, jobRecord } from './jobs.ts';
import { type MemoryJobStore, memoryJobStore } from './memory-job-store.ts';

/** Called before anything is written, with what and of which id; what it throws, the write does. */
export type BeforeWrite = (write: 'image' | 'result' | 'removal', id: string) => void | Promise<void>;

/** The two stores that settling writes to, and what it needs beside them. */
export interface SettleRun {
  readonly store: MemoryJobStore;
  readonly settling: Settling;
  /** All that is stored, to be compared. */
  state(): object;
}

/** Responses have none. */
export const noVideos: VideoKeeper = { keep: async () => undefined, forget: async () => undefined };

/** Stores that hold a record, settled at 60 s. */
export function settleRun({
  records = [jobRecord()],
  before = () => undefined,
}: {
  readonly records?: readonly JobRecord[];
  readonly before?: BeforeWrite;
} = {}): SettleRun {
  const images = new Map<string, string>();
  const store = memoryJobStore(records, (operation, id) => {
    if (operation === 'putResult') return before('result', id);
    return operation === 'removeRecord' ? before('removal', id) : undefined;
  });
  const imageStore: ImageStore = {
    async put({ responseId, image, facts, bytes, createdAt }) {
      await before('image', image.id);
      const key = imageKey({ responseId, itemId: image.id, extension: facts.extension, createdAt });
      images.set(key, bytes.toString('base64'));
      return { key, url: `https://s3.test/${key}`, expiresAt: at(3_600_000).toISOString() };
    },
  };
  return {
    store,
    settling: { store, openImages: async () => imageStore, videos: noVideos, now: () => at(60_000) },
    state: () => ({
      records: Object.fromEntries(store.records),
      results: Object.fromEntries(store.results),
      images: Object.fromEntries(images),
    }),
  };
}

/** Base64 of an image that stays in its JSON, and of one that is taken out of it. */
export const smallImage = pngOf(100).toString('base64');
export const largeImage = pngOf(60_000).toString('base64');

/** A response with a text and two images, as it is read: the larger one taken out of its JSON. */
export function imagesResponse(changes: Readonly<Record<string, unknown>> = {}): WholeResponse {
  const { output } = backgroundResponse();
  const images = [imageCall('ig_1', smallImage), imageCall('ig_2', largeImage)];
  return readAs(backgroundResponse({ output: [...output, ...images], ...changes }));
}

/** A response as it is read in pieces of 16 KB. */
export function readAs(response: object): WholeResponse {
  const { json, strings } = takeOutLongStrings(cutInto(Buffer.from(JSON.stringify(response)), [16_384]));
  return { response: JSON.parse(decodeText(json)), strings, latencyMs: 5 };
}
