import type { ByteString } from '../large-json/byte-string.ts';
import { cutSequence, headType, isFlat, join, TYPE_HEAD } from './envelope.ts';
import type { EventCatalogue, EventRow } from './event-catalogue.ts';
import { eventLine, type Frame } from './sse-bytes.ts';

/** What all frames of one type share, put together once. Deltas are most of a stream: here every microsecond is paid often. */
interface QuickType<Row> {
  readonly type: string;
  readonly row: Row;
  /** How such an event begins, up to the end of its type's value. */
  readonly head: ByteString;
  readonly eventLine: ByteString;
}

/** The fields of a flat event with what its frame adds to them; undefined where it has to be parsed after all. */
export type QuickFields<Row, State> = (fields: ByteString, row: Row, state: State) => ByteString | undefined;

/**
 * Makes the frame of a flat event whose row asks for no object: the event's own bytes, with a few fields after them.
 * `undefined` for any other event, which has to be parsed.
 */
export function quickFrames<State, Context, Row extends EventRow<State, Context>>(
  catalogue: EventCatalogue<State, Context, Row>,
  withFields: QuickFields<Row, State>,
): (bytes: ByteString, name: string | undefined, state: State) => Frame | undefined {
  const quickTypes = new Map<string, QuickType<Row>>();
  let last: QuickType<Row> | undefined;

  function quickTypeOf(bytes: ByteString): QuickType<Row> | undefined {
    const type = headType(bytes);
    if (type === undefined) return undefined;
    const known = quickTypes.get(type);
    if (known) return known;
    const row = catalogue.listedRow(type);
    if (!row || row.observes || row.adds || row.leavesOut || row.ends || row.followsError) return undefined;
    const quick = { type, row, head: `${TYPE_HEAD}${type}"`, eventLine: eventLine(type) };
    quickTypes.set(type, quick);
    return quick;
  }

  return (bytes, _name, state) => {
    const quick = last && bytes.startsWith(last.head) ? last : quickTypeOf(bytes);
    if (!quick || !isFlat(bytes)) return undefined;
    last = quick;
    const rest = cutSequence(bytes, quick.head.length);
    if (!rest) return undefined;
    const { sequence, fields } = rest;
    const data = withFields(fields, quick.row, state);
    if (data === undefined) return undefined;
    const whole = join(data, `"sequence":${sequence}`);
    return { bytes: `id: ${sequence}\n${quick.eventLine}data: {${whole}}\n\n`, type: quick.type, sequence };
  };
}
