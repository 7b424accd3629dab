import { responseCatalogue } from '../../apis/responses/events/response-catalogue.ts';
import { fieldsOf, jsonOrUndefined } from '../../json/fields.ts';
import { type ByteString, decodeText } from '../../large-json/byte-string.ts';

/** The fields by which an event says what of a response it is about. */
const PLACE = ['output_index', 'content_index', 'summary_index', 'annotation_index', 'command_index'] as const;

/** Events of one type about the same thing that came one after the other. */
export interface OutlineRun {
  readonly type: string;
  readonly output_index?: number;
  readonly content_index?: number;
  readonly summary_index?: number;
  readonly annotation_index?: number;
  readonly command_index?: number;
  /** Of deltas: how long each is, in UTF-16 code units. */
  readonly lengths?: readonly number[];
  /** Of other events: how many there are, where there is more than one. */
  readonly count?: number;
}

/**
 * The events of a finished stream in their order, numbered from 0 without a gap, less what the response has: with both, the
 * stream can be played again as it was.
 */
export type EventOutline = readonly OutlineRun[];

/** Makes an outline of events as they come. */
export interface OutlineMaker {
  readonly see: (data: ByteString) => void;
  /** Undefined where the stream has no end, or numbers of its own. */
  readonly outline: () => EventOutline | undefined;
}

/** By type and place: events with the same key are about the same thing. */
export function outlineKey(
  event: { readonly type?: unknown } & { readonly [F in (typeof PLACE)[number]]?: unknown },
): string {
  return [event.type, ...PLACE.map((field) => event[field] ?? '')].join(':');
}

type MutableRun = { -readonly [K in keyof OutlineRun]: K extends 'lengths' ? number[] : OutlineRun[K] };

/** Begins one. */
export function newOutlineMaker(): OutlineMaker {
  const runs: MutableRun[] = [];
  let lastKey: string | undefined;
  let next = 0;
  let isUsual = true;
  return {
    see(data) {
      if (!isUsual) return;
      // What is no JSON has no number, and so is nothing usual.
      const event = fieldsOf(jsonOrUndefined(decodeText(data)));
      const { type, sequence_number: sequence, delta } = event;
      isUsual &&= typeof type === 'string' && sequence === next;
      if (!isUsual) return;
      next += 1;
      const key = outlineKey(event);
      const run = key === lastKey ? runs.at(-1) : undefined;
      lastKey = key;
      if (!run) {
        const place = PLACE.flatMap((field) => (typeof event[field] === 'number' ? [[field, event[field]]] : []));
        const lengths = typeof delta === 'string' ? { lengths: [delta.length] } : {};
        runs.push({ type: String(type), ...Object.fromEntries(place), ...lengths });
      } else if (run.lengths) run.lengths.push(typeof delta === 'string' ? delta.length : 0);
      else run.count = (run.count ?? 1) + 1;
    },
    outline: () => (isUsual && responseCatalogue.rowOf(runs.at(-1)?.type ?? '').ends === 'now' ? runs : undefined),
  };
}
