import { responseCatalogue } from '../../apis/responses/events/response-catalogue.ts';
import { type ByteString, decodeText } from '../../large-json/byte-string.ts';
import { headType } from '../../stream/envelope.ts';
import { createEventReader } from '../../stream/event-reader.ts';

/** Where the text events of a finished stream end, in UTF-16 code units (JavaScript's string length). */
export interface TextOffsets {
  /** Number of the stream's terminal event. */
  readonly last_sequence: number;
  readonly parts: readonly PartOffsets[];
}

/** The deltas of one content part. */
export interface PartOffsets {
  readonly output_index: number;
  readonly content_index: number;
  /** Runs of deltas numbered one after the other: the first one's number, and the length of each. */
  readonly runs: readonly { readonly first: number; readonly lengths: readonly number[] }[];
}

interface Delta {
  readonly output_index: number;
  readonly content_index: number;
  readonly sequence_number: number;
  readonly delta: string;
}

/**
 * Reads a whole event stream for the lengths of its text deltas; undefined where it has no terminal event, or is none of
 * OpenAI's making. `onEvent` sees the JSON of every event. Rejects with what the stream rejects with.
 */
export async function readTextOffsets(
  upstream: AsyncIterable<Buffer>,
  onEvent?: (data: ByteString) => void,
): Promise<TextOffsets | undefined> {
  const parts = new Map<string, { output_index: number; content_index: number; runs: Run[] }>();
  let last: number | undefined;
  const read = createEventReader(responseCatalogue, ({ data }) => {
    onEvent?.(data);
    const { textDelta, ends } = responseCatalogue.rowOf(headType(data) ?? '');
    if (!textDelta && ends !== 'now') return;
    const event: Delta = JSON.parse(decodeText(data));
    if (textDelta) addDelta(event);
    else last = event.sequence_number;
  });

  function addDelta({ output_index, content_index, sequence_number: sequence, delta }: Delta): void {
    const key = `${output_index}:${content_index}`;
    const part = parts.get(key) ?? { output_index, content_index, runs: [] };
    parts.set(key, part);
    const run = part.runs.at(-1);
    if (run && run.first + run.lengths.length === sequence) run.lengths.push(delta.length);
    else part.runs.push({ first: sequence, lengths: [delta.length] });
  }

  for await (const chunk of upstream) read(chunk);
  return last === undefined ? undefined : { last_sequence: last, parts: [...parts.values()] };
}

interface Run {
  readonly first: number;
  readonly lengths: number[];
}

/** How much of a part's text the events up to a number have carried. */
export function deliveredLength({ runs }: PartOffsets, sequence: number): number {
  return runs
    .flatMap(({ first, lengths }) => lengths.slice(0, Math.max(0, sequence - first + 1)))
    .reduce((sum, length) => sum + length, 0);
}
