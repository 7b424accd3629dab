import type { StreamProgress } from '../../../stream/stream-progress.ts';

/** What a stream of the Images API has shown. */
export interface ImageState extends StreamProgress {
  /** Images that the request asks for. */
  readonly asked: number;
  /** Images that are whole. A request for several has an event for each. */
  completed: number;
  /** Of each image that is whole, as OpenAI sent it. */
  readonly usages: unknown[];
}

/** The state before the first event. */
export function newImageState(asked: number): ImageState {
  return { lastSequence: -1, counts: new Map(), unknownEvents: new Map(), asked, completed: 0, usages: [] };
}
