import { isFields } from '../json/fields.ts';

/**
 * The sum of usages as OpenAI writes them, field by field; undefined where there is none, or one of several is missing: a part is not
 * taken for the whole.
 *
 * @example
 * addUsage([{ input_tokens: 1, output_tokens: 2 }, { input_tokens: 3, output_tokens: 4 }]); // { input_tokens: 4, output_tokens: 6 }
 */
export function addUsage(usages: readonly unknown[]): unknown {
  const [first, ...more] = usages;
  if (!usages.every(isFields)) return undefined;
  return more.reduce(sum, first);
}

/** Numbers are added, objects field by field; anything else stays as it was. */
function sum(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (!isFields(a) || !isFields(b)) return a ?? b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, sum(a[name], b[name])]));
}
