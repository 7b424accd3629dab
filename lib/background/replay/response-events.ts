import type { Fields } from '../../json/fields.ts';
import { itemEvents } from './item-events.ts';
import { entriesOf, type PlayedEvent } from './played-event.ts';

/** By OpenAI's status of the response; any other is that of a response which has ended well. */
const ends: ReadonlyMap<unknown, PlayedEvent['type']> = new Map([
  ['incomplete', 'response.incomplete'],
  ['failed', 'response.failed'],
]);

/** A whole response as OpenAI would have streamed it: how it began, each of its items in order, and its end. */
export function* responseEvents(response: Fields): Generator<PlayedEvent> {
  const begun = begunResponse(response);
  yield { type: 'response.created', response: begun };
  yield { type: 'response.in_progress', response: begun };
  for (const [output_index, item] of entriesOf(response.output)) yield* itemEvents(item, output_index);
  yield { type: ends.get(response.status) ?? 'response.completed', response };
}

/** What of a response comes with its end, and is null until then. */
const LATE = ['completed_at', 'error', 'incomplete_details', 'usage', 'output_text'];

function begunResponse(response: Fields): Fields {
  const late = LATE.filter((field) => field in response).map((field) => [field, null]);
  return { ...response, ...Object.fromEntries(late), status: 'in_progress', output: [] };
}
