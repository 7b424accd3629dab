import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import { isFields } from '../../../json/fields.ts';

/**
 * The items of an `output` as an upstream may have sent it: what is no list has none, and what is no object, or has no type, is
 * no item. Fields of an item may still be anything.
 */
export function outputItems(output: unknown): readonly ResponseOutputItem[] {
  return objectsIn(output).filter((item): item is ResponseOutputItem => typeof item.type === 'string');
}

/** The objects of a list; none where it is no list. `Item` is what they are where the upstream keeps to OpenAI's types. */
export function objectsIn<Item extends object = { readonly type?: unknown }>(list: unknown): readonly Item[] {
  if (!Array.isArray(list)) return [];
  return list.filter((entry): entry is Item => isFields(entry));
}
