import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../../../lib/apis/responses/events/catalogue.ts';
import type { EventType } from '../../../../../lib/apis/responses/events/event-handler.ts';
import { newStreamState, type StreamState } from '../../../../../lib/apis/responses/events/stream-state.ts';
import { frameOf } from '../../../../../lib/apis/responses/streaming/response-frames.ts';
import { eventFixtures, wireText } from './event-fixtures.ts';
import { response } from './response-fixture.ts';
import { frameTextOf, readFrame, streamContext } from './stream-setting.ts';
import { knownItems } from './tool-event-fixtures.ts';

const types = Object.keys(eventFixtures) as EventType[];
const context = streamContext();

function streamUnderWay(): StreamState {
  const state = newStreamState();
  const created = { type: 'response.created', sequence_number: 0, response: response() };
  for (const event of [created, ...knownItems]) frameTextOf(JSON.stringify(event), event.type, state, context);
  return state;
}

describe('every event type of the SDK', () => {
  it('is in the catalogue, 59 in all', () => {
    expect(Object.keys(catalogue).toSorted()).toEqual(types.toSorted());
    expect(types).toHaveLength(59);
  });

  describe.each(['second', 'last'] as const)('with its number %s', (numbered) => {
    it.each(types)('%s', (type) => {
      const state = streamUnderWay();
      const { own, adds } = eventFixtures[type];
      const { response: _summarised, ...kept } = own as Record<string, unknown>;

      const frame = readFrame(frameTextOf(wireText(type, 7, numbered), type, state, context));

      expect(frame).toEqual({ id: '7', event: type, data: { ...kept, ...adds, sequence: 7 } });
      expect(state).toMatchObject({ lastSequence: 7 });
    });
  });

  it.each(types)('%s is numbered where the upstream sends no number', (type) => {
    const state = streamUnderWay();
    const event = { type, ...eventFixtures[type].own };

    const frame = readFrame(frameTextOf(JSON.stringify(event), type, state, context));

    expect(frame).toMatchObject({ id: '2', event: type, data: { sequence: 2 } });
  });

  it.each(types)('%s gets through with none of its fields', (type) => {
    const state = newStreamState();

    const frame = readFrame(frameTextOf(JSON.stringify({ type }), undefined, state, context));

    expect(frame).toMatchObject({ id: '0', event: type, data: { sequence: 0 } });
    expect([state.text, state.refusal, state.reasoning]).toEqual(['', '', '']);
  });

  it('ends the stream with the four terminal types and no other', () => {
    const ends = types.map((type) => [type, frameOf(wireText(type, 7, 'last'), type, streamUnderWay(), context).ends]);
    expect(Object.fromEntries(ends.filter(([, end]) => end))).toEqual({
      'response.completed': 'now',
      'response.incomplete': 'now',
      'response.failed': 'now',
      error: 'may-follow',
    });
  });
});
