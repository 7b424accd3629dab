import type { StreamProgress } from '../../../stream/stream-progress.ts';

/** What a stream of the Images API has shown. */
export interface ImageState extends StreamProgress {
  /** Images that are whole. A request for several has an event for each. */
  completed: number;
  /** Of each image that is whole, as OpenAI sent it. */
  readonly usages: unknown[];
}

/** The state before the first event. */
export function newImageState(): ImageState {
  return { lastSequence: -1, counts: new Map(), unknownEvents: new Map(), completed: 0, usages: [] };
}
