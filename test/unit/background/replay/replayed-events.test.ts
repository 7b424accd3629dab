import fc from 'fast-check';
import { accumulateResponse } from 'openai/lib/responses/ResponseAccumulator';
import type { Response } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { newOutlineMaker } from '../../../../lib/background/replay/event-outline.ts';
import type { ReplayedEvent } from '../../../../lib/background/replay/played-event.ts';
import { archivedEvents, replayedEvents } from '../../../../lib/background/replay/replayed-events.ts';
import { encodeText } from '../../../../lib/large-json/byte-string.ts';
import { sampleItems, sampleResponse } from './sample-response.ts';

type AccumulatedEvent = Parameters<typeof accumulateResponse>[0];

/** What the SDK makes of events. */
function accumulated(events: readonly ReplayedEvent[]): Response | undefined {
  let snapshot: Response | undefined;
  for (const event of events) snapshot = accumulateResponse(event as unknown as AccumulatedEvent, snapshot);
  return snapshot;
}

const numbersOf = (events: readonly ReplayedEvent[]) => events.map(({ sequence_number: sequence }) => sequence);
const outputs = fc.array(fc.constantFrom(...sampleItems), { maxLength: 8 }).map((items) =>
  // Each item of a response has ids of its own.
  items.map((item, index) => ({
    ...item,
    id: `${item.id}_${index}`,
    ...('call_id' in item && { call_id: `${item.call_id}_${index}` }),
  })),
);

describe('a replayed response', () => {
  it('gives back to the SDK what it was made of, also without its end', () => {
    fc.assert(
      fc.property(outputs, (output) => {
        const response = sampleResponse(output);
        const events = replayedEvents(response);
        expect(accumulated(events)).toMatchObject(response);
        expect(accumulated(events.slice(0, -1))?.output).toEqual(output);
      }),
    );
  });

  it('is numbered from 0 without gaps, marked, and the same each time', () => {
    fc.assert(
      fc.property(outputs, (output) => {
        const response = sampleResponse(output);
        const events = replayedEvents(response);
        expect(numbersOf(events)).toEqual([...events.keys()]);
        expect(events.every(({ replayed }) => replayed)).toBe(true);
        expect(replayedEvents(structuredClone(response))).toEqual(events);
      }),
    );
  });

  it('goes on after each of its numbers with the same events, and ends once more after its last', () => {
    const all = replayedEvents(sampleResponse());
    for (const after of all.keys()) {
      expect(replayedEvents(sampleResponse(), after)).toEqual(all.slice(Math.min(after + 1, all.length - 1)));
    }
  });

  it('is played whole after a number that is none of its own', () => {
    const all = replayedEvents(sampleResponse());
    expect(replayedEvents(sampleResponse(), all.length)).toEqual(all);
  });

  it('tells of each item in OpenAI’s order', () => {
    const types = (...items: readonly number[]) =>
      replayedEvents(sampleResponse(items.map((index) => sampleItems[index])))
        .slice(2, -1)
        .map(({ type }) => type.replace('response.', ''));
    expect(types(1)).toEqual([
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
    ]);
    expect(types(3)).toEqual([
      'output_item.added',
      'code_interpreter_call.in_progress',
      'code_interpreter_call_code.delta',
      'code_interpreter_call_code.done',
      'code_interpreter_call.interpreting',
      'code_interpreter_call.completed',
      'output_item.done',
    ]);
    expect(types(8).at(-2)).toBe('mcp_call.failed');
    expect(types(13)).toEqual([
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.annotation.added',
      'output_text.annotation.added',
      'output_text.done',
      'content_part.done',
      'content_part.added',
      'refusal.delta',
      'refusal.done',
      'content_part.done',
      'output_item.done',
    ]);
  });

  it.each(['completed', 'incomplete', 'failed'])('ends in response.%s where that is its status', (status) => {
    expect(replayedEvents(sampleResponse([], { status })).at(-1)?.type).toBe(`response.${status}`);
  });

  it.each([
    ['no output', undefined],
    ['an output that is no list', { id: 'x' }],
    ['nothing in its output', [null, 7, 'x', []]],
    [
      'content that is none',
      [{ type: 'message', content: [null] }, { type: 'message', content: 'x' }, { type: 'reasoning' }],
    ],
    ['items of which nothing is known', [{ type: 'invented', id: 'inv_1', status: 'completed' }, {}]],
  ])('with %s still begins and ends', (_name, output) => {
    const events = replayedEvents(sampleResponse([], { output }));
    expect(events[0]?.type).toBe('response.created');
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output } });
    expect(numbersOf(events)).toEqual([...events.keys()]);
  });
});

/** A stream of a response as OpenAI may have sent it: its deltas cut, with events that a response says nothing of. */
function streamOf(response: Readonly<Record<string, unknown>>, cut: number) {
  type Sent = Readonly<Record<string, unknown>> & { readonly type: string; readonly delta?: unknown };
  const events = replayedEvents(response).flatMap(
    ({ replayed: _, text_offset: _offset, ...event }: ReplayedEvent): Sent[] => {
      if (typeof event.delta !== 'string') return [event];
      const pieces = [event.delta.slice(0, cut), event.delta.slice(cut)];
      return pieces.map((delta) => ({ ...event, delta }));
    },
  );
  events.splice(1, 0, { type: 'response.queued', sequence_number: 0, response: { id: 'resp_1', status: 'queued' } });
  events.splice(2, 0, { type: 'response.image_generation_call.partial_image', sequence_number: 0, output_index: 99 });
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

function outlineOf(events: readonly object[]) {
  const maker = newOutlineMaker();
  for (const event of events) maker.see(encodeText(JSON.stringify(event)));
  return maker.outline();
}

describe('an archived response whose stream was read', () => {
  it('is played as that stream was, after any of its numbers', () => {
    fc.assert(
      fc.property(outputs, fc.nat({ max: 9 }), (output, cut) => {
        const response = sampleResponse(output);
        const stream = streamOf(response, cut);
        const stream_events = outlineOf(stream) ?? [];
        const replay = archivedEvents({ response, stream_events });
        expect(replay.map(({ type, sequence_number, delta }) => ({ type, sequence_number, delta }))).toEqual(
          stream.map(({ type, sequence_number, delta }) => ({
            type: type.endsWith('partial_image') ? 'keepalive' : type,
            sequence_number,
            delta,
          })),
        );
        for (const after of stream.keys()) {
          const rest = replay.slice(Math.min(after + 1, replay.length - 1));
          expect(archivedEvents({ response, stream_events }, after)).toEqual(rest);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('says of each delta where in its text it begins', () => {
    const response = sampleResponse();
    const stream_events = outlineOf(streamOf(response, 4)) ?? [];
    const offsets = archivedEvents({ response, stream_events }).flatMap(({ type, text_offset }) =>
      type.endsWith('text.delta') && text_offset !== undefined ? [text_offset] : [],
    );
    expect(offsets).toEqual([0, 4]);
  });

  it.each([
    ['is of another text', (events: readonly object[]) => events.filter((event) => !('delta' in event))],
    ['lacks an item', (events: readonly object[]) => events.filter((event) => !('item' in event))],
  ])('is numbered anew where its outline %s', (_name, change) => {
    const response = sampleResponse();
    const changed = change(streamOf(response, 4)).map((event, sequence_number) => ({ ...event, sequence_number }));
    expect(archivedEvents({ response, stream_events: outlineOf(changed) ?? [] })).toEqual(replayedEvents(response));
  });

  it.each([
    ['numbers with a gap', (events: readonly object[]) => events.slice(1)],
    ['no end', (events: readonly object[]) => events.slice(0, -1)],
    ['something that is no event', (events: readonly object[]) => [...events.slice(0, 2), [], ...events.slice(2)]],
  ])('has no outline of a stream with %s', (_name, change) => {
    expect(outlineOf(change(streamOf(sampleResponse(), 4)))).toBeUndefined();
  });
});
