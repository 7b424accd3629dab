import { describe, expect, it } from 'vitest';
import { dueTimes, planTimeline } from '../../../infra/local/openai/background/timeline.ts';
import type { Due, WireEvent } from '../../../infra/local/openai/events.ts';
import type { Pace } from '../../../infra/local/openai/pace.ts';

/** Six events: the opening three, two with a pace of 100 and 300 ms, and the end. */
const TYPES = ['created', 'queued', 'in_progress', 'slow.delta', 'slower.delta', 'completed'];
const events = TYPES.map((type, sequence_number): WireEvent => {
  const response = type === 'completed' ? { response: { status: 'incomplete' } } : {};
  return { type: `response.${type}`, sequence_number, ...response } as WireEvent;
});

const PAUSES: Readonly<Record<string, number>> = {
  'response.created': 150,
  'response.slow.delta': 100,
  'response.slower.delta': 300,
};
const pace: Pace = ({ type }) => PAUSES[type] ?? 0;
const none: Pace = () => 0;

describe('the timeline of a background response', () => {
  it.each([
    ['its own pace', pace, undefined, [0, 0, 1000, 1100, 1400, 1400]],
    ['no pace', none, undefined, [0, 0, 0, 0, 0, 0]],
    ['its own pace in ten seconds', pace, 10_000, [0, 0, 1000, 3250, 10_000, 10_000]],
    ['no pace in ten seconds', none, 10_000, [0, 0, 1000, 4000, 7000, 10_000]],
    ['its own pace in half a second', pace, 500, [0, 0, 100, 200, 500, 500]],
    ['its own pace in no time', pace, 0, [0, 0, 0, 0, 0, 0]],
  ])('with %s has every event at its time', (_, at, duration, expected) => {
    const timeline = planTimeline(events, at, duration);
    expect(events.map(dueTimes(timeline, at))).toEqual(expected);
    expect(timeline).toMatchObject({ startsAfter: expected[2], endsAfter: expected[5], status: 'incomplete' });
  });

  it('is known before anything is drawn', () => {
    const unmade: Due<WireEvent>[] = events.map((event) =>
      event.type.endsWith('.delta')
        ? { type: event.type, make: () => Promise.reject(new Error('drawn too early')) }
        : event,
    );
    expect(planTimeline(unmade, pace, undefined)).toEqual(planTimeline(events, pace, undefined));
  });
});
