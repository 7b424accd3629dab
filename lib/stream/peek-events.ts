import { Readable } from 'node:stream';
import { decodeText } from '../large-json/byte-string.ts';
import { bodyLimits } from './body-limits.ts';
import type { EventTypes } from './event-catalogue.ts';
import { createEventReader, EventTooLarge } from './event-reader.ts';

/** What a look at the beginning of a stream has found. */
export interface Peeked {
  /** The stream, from its first byte on. */
  readonly body: Readable;
  /** The event that was looked for; undefined where time ran out or the stream ended before. */
  readonly event?: Readonly<Record<string, unknown>>;
  /** Whether the stream has ended already. */
  readonly ended: boolean;
  /** What was read of it. */
  readonly seen: readonly Buffer[];
}

/** The stream failed before the event came. */
export class PeekFailure extends Error {
  override readonly name = 'PeekFailure';
  /** Not for the log, which writes an error's own properties. */
  readonly #seen: readonly Buffer[];

  constructor(cause: Error, seen: readonly Buffer[]) {
    super(cause.message, { cause });
    this.#seen = seen;
  }

  /** What was read before. */
  seen(): readonly Buffer[] {
    return this.#seen;
  }
}

/** How long a look may take, in milliseconds. */
export interface PeekTimes {
  readonly waitMs: number;
  /** Without a byte; left out: `waitMs` alone counts. */
  readonly idleMs?: number;
}

/**
 * Reads an event stream until an event is `wanted`, and puts back what it read: what the event decides, such as a status,
 * can then still be decided. Rejects with a `PeekFailure` where the stream fails first, or is larger than one event may be.
 *
 * @example
 * const { body, event } = await peekEvents(upstream.body, responseCatalogue, ({ response }) => response !== undefined, 5_000);
 * // `event` is the first one that carries a response; `body` still begins with the first byte.
 */
export async function peekEvents(
  body: Readable,
  types: EventTypes,
  wanted: (event: Readonly<Record<string, unknown>>) => boolean,
  times: number | PeekTimes,
): Promise<Peeked> {
  const { waitMs, idleMs = waitMs } = typeof times === 'number' ? { waitMs: times } : times;
  const chunks: Buffer[] = [];
  let bytes = 0;
  let event: Readonly<Record<string, unknown>> | undefined;
  const read = createEventReader(types, ({ data }) => {
    const seen = event ? undefined : parsed(data);
    if (seen && wanted(seen)) event = seen;
  });
  const { promise, resolve, reject } = Promise.withResolvers<Peeked>();

  function done(ended: boolean): void {
    // What is put back must not be read again; and at once, since a stream that has been read to its end says so in the next
    // tick, and then takes nothing back.
    body.off('readable', onReadable);
    if (!ended && chunks.length > 0) body.unshift(Buffer.concat(chunks));
    resolve({ body: ended ? Readable.from(chunks) : body, ended, seen: chunks, ...(event ? { event } : {}) });
  }
  function onReadable(): void {
    while (!event) {
      const chunk: Buffer | null = body.read();
      if (chunk === null) return;
      idle.refresh();
      chunks.push(chunk);
      bytes += chunk.length;
      try {
        if (bytes > bodyLimits.event) throw new EventTooLarge();
        read(chunk);
      } catch (error) {
        fail(error as Error);
        return;
      }
    }
    done(false);
  }
  function fail(error: Error): void {
    body.off('readable', onReadable);
    reject(new PeekFailure(error, chunks));
  }
  const onEnd = () => done(true);
  const onClose = () => fail(new Error('The stream was closed before its end'));
  const timer = setTimeout(() => done(false), waitMs);
  const idle = setTimeout(() => done(false), idleMs);
  body.on('readable', onReadable).once('end', onEnd).once('error', fail).once('close', onClose);
  // Until somebody reads on, nobody else listens, and an error that nobody hears ends the process.
  body.on('error', () => undefined);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    clearTimeout(idle);
    body.off('readable', onReadable).off('end', onEnd).off('error', fail).off('close', onClose);
  }
}

/** What is no JSON is for the stream's own check to refuse. */
function parsed(data: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const event: unknown = JSON.parse(decodeText(data));
    return typeof event === 'object' && event !== null ? (event as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
