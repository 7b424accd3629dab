import { distance } from 'fastest-levenshtein';
import { fieldAliases } from './field-aliases.ts';

/** A name this far from a known one is a slip; two swapped letters count twice. Of a name of three letters, one is. */
const SLIP = 2;
const SHORTEST_SWAPPED = 4;
/** No known name is near half as long: the distance to one of 5 MB would take seconds. */
const LONGEST = 128;

/**
 * The known name that the caller probably meant, case and word separators aside: one at most two letters away, or one that
 * goes by another name elsewhere. Undefined where there is none.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = plain(name);
  const alias = Object.hasOwn(fieldAliases, wanted) ? fieldAliases[wanted] : undefined;
  if (alias !== undefined && known.includes(alias)) return alias;
  let nearest: string | undefined;
  let least = (wanted.length < SHORTEST_SWAPPED ? 1 : SLIP) + 1;
  for (const [candidate, other] of plainNames(known)) {
    if (Math.abs(other.length - wanted.length) >= least) continue;
    const edits = distance(wanted, other);
    if (edits < least) [nearest, least] = [candidate, edits];
  }
  return nearest;
}

type PlainName = readonly [name: string, plain: string];

/** By the list that they are of: a body may have half a million names to compare with it. */
const plainLists = new WeakMap<readonly string[], readonly PlainName[]>();

function plainNames(known: readonly string[]): readonly PlainName[] {
  const list = plainLists.get(known) ?? known.map((name): PlainName => [name, plain(name)]);
  plainLists.set(known, list);
  return list;
}

/** `maxOutputTokens` and `max-output-tokens` are slips for `max_output_tokens` that no edit count should punish. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.\s]/g, '');
}
