import type { Frame } from './frame.ts';

/** A line of the timeline: an event of the stream, or something that happened to its connection. */
export interface LogEntry {
  readonly kind: 'event' | 'connected' | 'cut' | 'resumed' | 'stopped';
  readonly text: string;
  readonly id: string | undefined;
  /** Milliseconds since the request was sent. */
  readonly at: number;
}

/** Counts of every type, and the last entries. */
export interface EventLog {
  total: number;
  readonly counts: Map<string, number>;
  /** What happened to the connection, all of it. */
  readonly connection: LogEntry[];
  /** The last {@link KEPT_ENTRIES} at most. */
  readonly entries: LogEntry[];
  /** How many entries there have been, those that are no longer kept included. */
  logged: number;
}

export const KEPT_ENTRIES = 200;

export const newEventLog = (): EventLog => ({ total: 0, counts: new Map(), connection: [], entries: [], logged: 0 });

export function logFrame(log: EventLog, frame: Frame, at: number): void {
  log.total += 1;
  log.counts.set(frame.event, (log.counts.get(frame.event) ?? 0) + 1);
  logEntry(log, { kind: 'event', text: frame.event, id: frame.id, at });
}

export function logEntry(log: EventLog, entry: LogEntry): void {
  log.logged += 1;
  if (entry.kind !== 'event') log.connection.push(entry);
  log.entries.push(entry);
  if (log.entries.length > KEPT_ENTRIES) log.entries.shift();
}
