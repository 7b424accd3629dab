import { deliveredLength, type PartOffsets, type TextOffsets } from '../settle/text-offsets.ts';

/** A text of an archived response, and where it stands in `output`. */
export interface TextPart {
  readonly type: 'output_text' | 'refusal';
  readonly text: string;
  readonly item_id: unknown;
  readonly output_index: number;
  readonly content_index: number;
}

/** A piece of a text that has not come. */
export interface MissingText {
  readonly part: TextPart;
  /** UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  /** Number of the event that carried its end; absent where that is not known. */
  readonly last?: number;
}

interface KnownPart {
  readonly part: TextPart;
  readonly offsets: PartOffsets;
}

/**
 * What the events up to a number have not carried of the texts, in the order in which it was carried: one piece for each text,
 * unless two were written at the same time, since a number then means a place in both. Whole texts where the offsets are
 * not known, or are not those of these texts.
 */
export function missingTexts(
  texts: readonly TextPart[],
  offsets: TextOffsets | undefined,
  after: number,
): readonly MissingText[] {
  // No event carries an empty text.
  const parts = texts.filter(({ text }) => text !== '');
  const known = parts.flatMap((part): KnownPart[] => {
    const found = offsets?.parts.find((candidate) => isOf(candidate, part));
    return found ? [{ part, offsets: found }] : [];
  });
  if (known.length === parts.length) return knownPieces(known, after);
  return parts.map((part) => ({ part, from: 0, to: part.text.length }));
}

/** At the same place, and as long: others are not its own. */
function isOf(offsets: PartOffsets, { output_index, content_index, text }: TextPart): boolean {
  return (
    offsets.output_index === output_index &&
    offsets.content_index === content_index &&
    deliveredLength(offsets, Number.POSITIVE_INFINITY) === text.length
  );
}

function knownPieces(known: readonly KnownPart[], after: number): MissingText[] {
  const runs = known.flatMap(({ part, offsets }) => {
    let to = 0;
    return offsets.runs.map(({ first, lengths }) => {
      const start = to;
      to += sum(lengths);
      const from = start + sum(lengths.slice(0, Math.max(0, after - first + 1)));
      return { part, from, to, last: first + lengths.length - 1 };
    });
  });
  const pieces: MissingText[] = [];
  for (const run of runs.filter(({ last }) => last > after).toSorted((a, b) => a.last - b.last)) {
    const previous = pieces.at(-1);
    if (previous?.part === run.part) pieces.splice(-1, 1, { ...run, from: previous.from });
    else pieces.push(run);
  }
  return pieces.filter(({ from, to }) => to > from);
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}
