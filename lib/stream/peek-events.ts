import { Readable } from 'node:stream';
import { decodeText } from './byte-string.ts';
import { createEventReader } from './event-reader.ts';

/** What a look at the beginning of a stream has found. */
export interface Peeked {
  /** The stream, from its first byte on. */
  readonly body: Readable;
  /** The event that was looked for; undefined where time ran out or the stream ended before. */
  readonly event?: Readonly<Record<string, unknown>>;
  /** Whether the stream has ended already. */
  readonly ended: boolean;
}

/**
 * Reads an event stream until an event is `wanted`, and puts back what it read: what the event decides, such as a status,
 * can then still be decided. Waits `waitMs` at most. Rejects where the stream fails first.
 */
export async function peekEvents(
  body: Readable,
  wanted: (event: Readonly<Record<string, unknown>>) => boolean,
  waitMs: number,
): Promise<Peeked> {
  const chunks: Buffer[] = [];
  let event: Readonly<Record<string, unknown>> | undefined;
  const read = createEventReader(({ data }) => {
    const seen = event ? undefined : parsed(data);
    if (seen && wanted(seen)) event = seen;
  });
  const { promise, resolve, reject } = Promise.withResolvers<Peeked>();

  function done(ended: boolean): void {
    // What is put back must not be read again; and at once, since a stream that has been read to its end says so in the next
    // tick, and then takes nothing back.
    body.off('readable', onReadable);
    if (!ended && chunks.length > 0) body.unshift(Buffer.concat(chunks));
    resolve({ body: ended ? Readable.from(chunks) : body, ended, ...(event ? { event } : {}) });
  }
  function onReadable(): void {
    while (!event) {
      const chunk: Buffer | null = body.read();
      if (chunk === null) return;
      chunks.push(chunk);
      read(chunk);
    }
    done(false);
  }
  const onEnd = () => done(true);
  const onClose = () => reject(new Error('The stream was closed before its end'));
  const timer = setTimeout(() => done(false), waitMs);
  body.on('readable', onReadable).once('end', onEnd).once('error', reject).once('close', onClose);
  // Until somebody reads on, nobody else listens, and an error that nobody hears ends the process.
  body.on('error', () => undefined);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    body.off('readable', onReadable).off('end', onEnd).off('error', reject).off('close', onClose);
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
