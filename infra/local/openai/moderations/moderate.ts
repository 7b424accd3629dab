import type { Moderation } from 'openai/resources/moderations';
import { createRandom } from '../identifiers.ts';
import { MODERATION_CATEGORIES } from './moderation-categories.ts';

/** What is judged as one: its texts and the addresses of its pictures. */
export interface Moderated {
  readonly texts: readonly string[];
  readonly images: readonly string[];
}

/** Scores of what is flagged begin here, those of all else end far below. */
const FLAGGED_LEAST = 0.85;
const HARMLESS_MOST = 0.01;
const SPREAD = 0.1;

type Name = keyof Moderation.Categories;

/**
 * Judges by the words: those of the texts and, for a category that is looked for in pictures, those of the pictures'
 * addresses. The same input always has the same scores.
 */
export function moderate(moderated: Moderated): Moderation {
  const names = Object.keys(MODERATION_CATEGORIES) as Name[];
  const rows = names.map((name) => ({ name, ...judge(name, moderated) }));
  const columnOf = <T>(read: (row: (typeof rows)[number]) => T): Record<Name, T> =>
    Object.fromEntries(rows.map((row) => [row.name, read(row)])) as Record<Name, T>;
  return {
    flagged: rows.some(({ flagged }) => flagged),
    categories: columnOf(({ flagged }) => flagged),
    category_scores: columnOf(({ score }) => score),
    category_applied_input_types: columnOf(({ types }) => types) as Moderation.CategoryAppliedInputTypes,
  };
}

function judge(name: Name, { texts, images }: Moderated): { flagged: boolean; score: number; types: string[] } {
  const row = MODERATION_CATEGORIES[name];
  const seen = row.images ? images : [];
  // The base64 of a picture may have any word in it by chance.
  const read = [...texts, ...seen.filter((address) => !address.startsWith('data:'))].join('\n');
  const flagged = row.words.some((word) => new RegExp(`\\b${word}`, 'i').test(read));
  const random = createRandom(`${name}:${[...texts, ...seen].join('\n')}`)();
  const score = flagged ? FLAGGED_LEAST + random * SPREAD : random * HARMLESS_MOST;
  const types = [...(texts.length > 0 ? ['text'] : []), ...(seen.length > 0 ? ['image'] : [])];
  return { flagged, score, types };
}
