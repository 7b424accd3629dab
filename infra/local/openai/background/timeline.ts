import { type Due, type Ending, isUnmade, type WireEvent } from '../events.ts';
import type { Pace } from '../pace.ts';

/** What a background response does when; all times in milliseconds after its creation. */
export interface Timeline {
  /** When it leaves the queue. */
  readonly startsAfter: number;
  readonly endsAfter: number;
  readonly status: Ending['status'];
  /** What its pace makes of the events after the opening, in ms, and how many those are. */
  readonly paced: number;
  readonly steps: number;
}

/** response.created and response.queued come at once, response.in_progress when it leaves the queue. */
const LAST_QUEUED = 1;
const STARTING = 2;

/** The longest queue, in ms; a response that is told how long to take waits a fifth of that, if it is less. */
const LONGEST_QUEUE = 1000;
const QUEUED_SHARE = 1 / 5;

/**
 * Plans a response from its events and its pace, and makes none of what is unmade: a picture need not be drawn to know
 * when it will be there. `duration` (ms) stretches the whole; without it a pace that waits is queued first.
 */
export function planTimeline(events: Iterable<Due<WireEvent>>, pace: Pace, duration: number | undefined): Timeline {
  let sequence_number = -1;
  let paced = 0;
  let waits = 0;
  let status: Ending['status'] = 'completed';
  for (const due of events) {
    sequence_number += 1;
    const pause = pace({ type: due.type, sequence_number });
    waits += pause;
    if (sequence_number > STARTING) paced += pause;
    if (!isUnmade(due) && 'response' in due) status = endingOf(due.response.status) ?? status;
  }
  const queue = waits > 0 ? LONGEST_QUEUE : 0;
  const startsAfter = duration === undefined ? queue : Math.min(LONGEST_QUEUE, Math.round(duration * QUEUED_SHARE));
  const endsAfter = duration ?? startsAfter + paced;
  return { startsAfter, endsAfter, status, paced, steps: sequence_number - STARTING };
}

/** When each event is due, in ms after creation; to be asked for every event in turn. */
export function dueTimes({ startsAfter, endsAfter, paced, steps }: Timeline, pace: Pace): Pace {
  let waited = 0;
  let step = 0;
  return (event) => {
    const pause = pace(event);
    if (event.sequence_number <= LAST_QUEUED) return 0;
    if (event.sequence_number === STARTING) return startsAfter;
    waited += pause;
    step += 1;
    // Where nothing has a pace of its own, each event takes the same.
    const share = paced > 0 ? waited / paced : step / steps;
    return startsAfter + share * (endsAfter - startsAfter);
  };
}

const endingOf = (status: string | undefined): Ending['status'] | undefined =>
  status === 'completed' || status === 'incomplete' || status === 'failed' ? status : undefined;
