/** What a function answers. JSON goes out as one chunk; a stream writes itself after its status has been committed. */
export type Answer = JsonAnswer | StreamAnswer;

export interface JsonAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialised as JSON. */
  readonly body: unknown;
}

export interface StreamAnswer {
  readonly statusCode: 200;
  readonly headers?: Readonly<Record<string, string>>;
  /** Writes every frame and resolves once the last one has been handed to `sink`. Must not reject for an upstream failure. */
  readonly stream: (sink: Sink) => Promise<void>;
}

/** The way out: Lambda's response stream, or a test's. */
export interface Sink {
  /** Takes text; `false` asks the writer to wait for `drained`. */
  write(text: string): boolean;
  /** Resolves as soon as the sink takes more; at once where it already does. Rejects once the sink is broken. */
  drained(): Promise<void>;
}
