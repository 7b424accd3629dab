/** One request through the front door, told when its answer is over. */
export interface RequestSummary {
  readonly method: string;
  readonly path: string;
  readonly statusCode: number;
  readonly milliseconds: number;
  /** Of the answer's body. */
  readonly bytes: number;
  /** Absent where no function was reached. */
  readonly functionName?: string;
  /** What was out of the ordinary: the client left, the function was cut. */
  readonly note?: string;
}

/** `POST /api/responses/text 200 812 ms 1.2 kB`. */
export function requestLine({ method, path, statusCode, milliseconds, bytes, note }: RequestSummary): string {
  const size =
    bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${method} ${path} ${statusCode} ${Math.round(milliseconds)} ms ${size}${note ? ` (${note})` : ''}`;
}
