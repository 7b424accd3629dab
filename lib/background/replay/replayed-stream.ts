import { Readable } from 'node:stream';
import { responseCatalogue } from '../../apis/responses/events/response-catalogue.ts';
import { type Fields, fieldsOf } from '../../json/fields.ts';
import { encodeText } from '../../large-json/byte-string.ts';
import { type LongString, placeholderOf, withLongStrings } from '../../large-json/long-strings.ts';
import type { ReplayedEvent } from './played-event.ts';

/** What a replayed stream has beside its events. */
export interface ReplayedStreamOptions {
  /** What `takeOutLongStrings` took out of the response. */
  readonly strings?: readonly LongString[];
  /** The base64 of an image that the response has no longer; undefined where it is not wanted, or not to be had. */
  readonly imageOf?: ((item: Fields) => Promise<Buffer | undefined>) | undefined;
}

/** The bytes of replayed events, as OpenAI frames its own: what takes OpenAI's stream takes a replay. */
export function replayedStream(events: readonly ReplayedEvent[], options: ReplayedStreamOptions = {}): Readable {
  return Readable.from(bytesOf(events, options), { objectMode: false });
}

async function* bytesOf(
  events: readonly ReplayedEvent[],
  { strings = [], imageOf }: ReplayedStreamOptions,
): AsyncGenerator<Buffer> {
  for (const event of events) {
    const image =
      responseCatalogue.rowOf(event.type).item === 'done' ? await imageOf?.(fieldsOf(event.item)) : undefined;
    const own = image ? { ...event, item: { ...fieldsOf(event.item), result: placeholderOf(strings.length) } } : event;
    const frame = encodeText(`event: ${event.type}\ndata: ${JSON.stringify(own)}\n\n`);
    for (const part of withLongStrings(frame, image ? [...strings, [image]] : strings)) {
      yield typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    }
  }
}
