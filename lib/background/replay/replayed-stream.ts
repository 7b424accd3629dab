import { Readable } from 'node:stream';
import { encodeText } from '../../large-json/byte-string.ts';
import { filledParts, markOf, type Run } from '../../large-json/hollow-json.ts';
import { type Fields, fieldsOf, type ReplayedEvent } from './played-event.ts';

/** What a replayed stream has beside its events. */
export interface ReplayedStreamOptions {
  /** What `hollowJson` took out of the response. */
  readonly runs?: readonly Run[];
  /** The base64 of an image that the response has no longer; undefined where it is not wanted, or not to be had. */
  readonly imageOf?: ((item: Fields) => Promise<Buffer | undefined>) | undefined;
}

/** The bytes of replayed events, as OpenAI frames its own: what takes OpenAI's stream takes a replay. */
export function replayedStream(events: readonly ReplayedEvent[], options: ReplayedStreamOptions = {}): Readable {
  return Readable.from(bytesOf(events, options), { objectMode: false });
}

async function* bytesOf(
  events: readonly ReplayedEvent[],
  { runs = [], imageOf }: ReplayedStreamOptions,
): AsyncGenerator<Buffer> {
  for (const event of events) {
    const image = event.type === 'response.output_item.done' ? await imageOf?.(fieldsOf(event.item)) : undefined;
    const own = image ? { ...event, item: { ...fieldsOf(event.item), result: markOf(runs.length) } } : event;
    const frame = encodeText(`event: ${event.type}\ndata: ${JSON.stringify(own)}\n\n`);
    for (const part of filledParts(frame, image ? [...runs, [image]] : runs)) {
      yield typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    }
  }
}
