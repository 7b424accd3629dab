import { isFields } from '../json/fields.ts';

/** `id`, `file_id`, `vector_store_ids`. */
const ID_FIELD = /(?:^|_)ids?$/;

/**
 * Every text of a request that stands where an id may: whatever of these an answer repeats has not been made by it. Data is looked
 * into as well: it may be repeated too. Keeps its own stack.
 */
export function namedIds(body: unknown): string[] {
  const found: string[] = [];
  const waiting: unknown[] = [body];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) for (const entry of value) waiting.push(entry);
    else if (isFields(value)) {
      for (const [key, inside] of Object.entries(value)) {
        if (!ID_FIELD.test(key)) waiting.push(inside);
        else if (typeof inside === 'string') found.push(inside);
        else if (Array.isArray(inside)) found.push(...inside.filter((id) => typeof id === 'string'));
        else waiting.push(inside);
      }
    }
  }
  return found;
}
