import type { Fields } from '../json/fields.ts';
import { fromErrorEvent } from './from-event.ts';
import { isLarge } from './is-large.ts';

/** What the frame of any API's `error` event says beside the event's own fields; in place of them where they are too much. */
export function errorEventFields(event: object) {
  const error = fromErrorEvent(event);
  return {
    ...(isLarge(event) && boundedFields(event, error.openaiError)),
    code: error.publicCode ?? error.code,
    message: error.message,
    hint: error.hint,
    param: error.parameter ?? null,
    retryable: error.retryable,
  };
}

/** In place of an event's own fields: none of them, and of its `error` what is known, which has been cut. */
function boundedFields(event: object, known: unknown): Fields {
  const { type: _type, sequence_number: _sequence, ...own } = event as Fields;
  const none = Object.fromEntries(Object.keys(own).map((name) => [name, undefined]));
  return 'error' in own ? { ...none, error: known } : none;
}
