/** How far a stream has come, whatever its events are. Each API's own state adds what its events show. */
export interface StreamProgress {
  /** The last sequence number that went out; -1 before the first. */
  lastSequence: number;
  /** Frames that went out, by type. */
  readonly counts: Map<string, number>;
  /** Events of types that the API's catalogue does not list, by type. */
  readonly unknownEvents: Map<string, number>;
  /** Type of the frame that ended the stream. */
  terminalEvent?: string;
  /** Code of the `error` frame, or of the failure that the last event told of. */
  errorCode?: string;
  /** What lay behind an `error` frame of our own. */
  cause?: unknown;
}

/** Counts a frame that goes out, by its number in the stream if it has one. */
export function countFrame(progress: StreamProgress, type: string, sequence = progress.lastSequence): void {
  progress.lastSequence = sequence;
  progress.counts.set(type, (progress.counts.get(type) ?? 0) + 1);
}

/** Upstream's number of an event, or the next one where it sends none. */
export function sequenceOf(event: Readonly<Record<string, unknown>>, { lastSequence }: StreamProgress): number {
  const { sequence_number: sequence } = event;
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) ? sequence : lastSequence + 1;
}
