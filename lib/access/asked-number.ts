/**
 * The number that a field asks for; undefined where it asks for none. One that a double cannot hold comes as its own text
 * (`lib/json/exact-json.ts`), and reads as near it as can be. What is no number reads as infinite: more than any limit.
 */
export function askedNumber(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  return JSON.isRawJSON(value) ? Number(JSON.stringify(value)) : Number.POSITIVE_INFINITY;
}
