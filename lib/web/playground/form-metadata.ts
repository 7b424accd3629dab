import { isJson, type Json } from './frame.ts';

/**
 * The metadata that a form's field says, as JSON; undefined where it is empty.
 *
 * @throws Error that says what it wants
 */
export function readMetadata(field: string): Json | undefined {
  const text = field.trim();
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error('Metadata wants a JSON object, such as {"scenario": "long-text"}.', { cause });
  }
  if (!isJson(value)) throw new Error('Metadata wants a JSON object, such as {"scenario": "long-text"}.');
  return value;
}
