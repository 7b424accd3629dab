import { distance } from 'fastest-levenshtein';

/** More than a third of the letters wrong is another word, not a slip; two swapped ones, which count twice, are a slip. */
const TOLERANCE = 1 / 3;
const SWAP = 2;
const SHORTEST_SWAPPED = 4;

/** The known name that the caller probably meant, case and word separators aside; undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const edits = distance(wanted, plain(candidate));
    if (edits < least) [nearest, least] = [candidate, edits];
  }
  const allowed = Math.max(wanted.length < SHORTEST_SWAPPED ? 1 : SWAP, Math.floor(wanted.length * TOLERANCE));
  return nearest !== undefined && least <= allowed ? nearest : undefined;
}

/** `maxOutputTokens` and `max-output-tokens` are slips for `max_output_tokens` that no edit count should punish. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.\s]/g, '');
}
