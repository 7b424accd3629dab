import type { Sink } from '../stream/sink.ts';

/** What a function answers. JSON goes out as one chunk; a stream writes itself after its status has been committed. */
export type Answer = JsonAnswer | StreamAnswer;

export interface JsonAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialised as JSON. */
  readonly body: unknown;
}

export interface StreamAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Writes every frame and resolves once the last one has been handed to `sink`. Never rejects for an upstream failure, but of
   * bytes: half a sound would be taken for the whole, and so the connection breaks.
   */
  readonly stream: (sink: Sink) => Promise<void>;
  /** What is left to do once the caller has all of it, within the function's time. Never rejects. */
  readonly after?: () => Promise<void>;
}
