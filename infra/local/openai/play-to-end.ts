import { setTimeout } from 'node:timers/promises';
import { type Due, isUnmade, type WireEvent, type WireResponse } from './events.ts';
import type { Pace } from './pace.ts';

/** The longest that a caller who does not stream is made to wait, in ms. */
const LONGEST_WAIT = 2000;

/** The response that the events end with, after the time that they would take to stream. */
export async function playToEnd(events: Iterable<Due<WireEvent>>, pace: Pace): Promise<WireResponse> {
  let ended: WireResponse | undefined;
  let wait = 0;
  for (const due of events) {
    const event = isUnmade(due) ? await due.make() : due;
    wait += pace(event);
    if ('response' in event) ended = event.response;
  }
  if (wait > 0) await setTimeout(Math.min(wait, LONGEST_WAIT));
  if (!ended) throw new Error('the play has no event with a response');
  return ended;
}
