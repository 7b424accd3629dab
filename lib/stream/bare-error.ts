import { openAIErrorFields } from '../errors/openai-error-fields.ts';
import { type Fields, isFields } from '../json/fields.ts';
import type { EventTypes } from './event-catalogue.ts';

/**
 * The `error` event that data without a type of an event is: `{"error":{…}}` is what OpenAI's own SDKs look for first, and
 * whatever comes under `event: error` is one, text and lists included. Undefined for anything else.
 *
 * @param data Parsed where it was JSON, else its text.
 */
export function bareError(
  data: unknown,
  name: string | undefined,
  types: EventTypes,
): (Fields & { readonly type: 'error' }) | undefined {
  const fields = isFields(data) ? data : {};
  const { type, error } = fields;
  // `event: error` may stand before an event of OpenAI's that says more.
  if (typeof type === 'string' && types.isEventType(type)) return undefined;
  if (name !== 'error') {
    if ((typeof type === 'string' && type !== '') || (name !== undefined && types.listedRow(name))) return undefined;
    if (!isFields(data) && !Array.isArray(data)) return undefined;
    if (!isSaid(error) && openAIErrorFields(data).message === undefined) return undefined;
  }
  if (isSaid(error)) return { ...fields, type: 'error' };
  // Flat, and without a type of its own that would be lost.
  if (isFields(data) && type === undefined) return { ...fields, type: 'error' };
  return { type: 'error', error: data };
}

function isSaid(error: unknown): boolean {
  return (typeof error === 'object' && error !== null) || (typeof error === 'string' && error !== '');
}
