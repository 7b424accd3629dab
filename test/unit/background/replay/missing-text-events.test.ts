import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArchivedResult } from '../../../../lib/background/records/archived-result.ts';
import { archivedEvents, replayedEnd } from '../../../../lib/background/replay/replayed-events.ts';
import { replayedStream as streamOf } from '../../../../lib/background/replay/replayed-stream.ts';
import { readTextOffsets, type TextOffsets } from '../../../../lib/background/settle/text-offsets.ts';
import { seenFrames } from '../../stream/seen-frames.ts';
import {
  bytesOfEvents,
  parts,
  type Replayed,
  type Step,
  stepLists,
  streamedText,
  textAfter,
  wholeText,
} from '../streamed-text.ts';

/** A result of which the lengths of the text deltas are known, and nothing else of its stream. */
function replayedStream(result: Pick<ArchivedResult, 'response' | 'text_offsets'>, after: number) {
  return streamOf(archivedEvents(result, after));
}

/** The events of a replayed stream. Throws where a frame's `event:` says something else than its data. */
async function eventsOf(stream: NodeJS.ReadableStream): Promise<Replayed[]> {
  return seenFrames(await text(stream)).map(({ event, data }) => {
    if (event !== data.type) throw new Error(`event: ${event}, but its data says ${data.type}`);
    return data as unknown as Replayed;
  });
}

async function offsetsOf(steps: readonly Step[], options = {}): Promise<TextOffsets> {
  const chunks = (async function* () {
    yield bytesOfEvents(streamedText(steps, options).events);
  })();
  const offsets = await readTextOffsets(chunks);
  if (!offsets) throw new Error('The stream has no end');
  return offsets;
}

const story: readonly Step[] = [
  { part: 0, text: 'Once' },
  { part: 0, text: ' upon' },
  { part: 1, text: 'Two é' },
  { part: 1, text: ' 👩‍👧' },
  { part: 2, text: 'No.' },
];

/** Streams of any deltas: one text after the other, as models write, or several at the same time. */
const orders: readonly (readonly [string, fc.Arbitrary<Step[]>])[] = [
  ['one text after the other', stepLists.map((steps) => steps.toSorted((left, right) => left.part - right.part))],
  ['texts that were written at the same time', stepLists],
];
/** With and without OpenAI's events between the last delta and the end. */
const streams = orders.flatMap(([name, steps]) => [false, true].map((bare) => [name, bare, steps] as const));

/** An archived stream, and its cursors up to its end. */
async function archived(steps: readonly Step[], bare = false) {
  const { response, lastSequence, delivered } = streamedText(steps, { bare });
  const text_offsets = await offsetsOf(steps, { bare });
  const cursors = Array.from({ length: lastSequence }, (_, index) => index);
  return {
    cursors,
    lastSequence,
    replay: (after: number) => eventsOf(replayedStream({ response, text_offsets }, after)),
    delivered,
  };
}

describe('an archived stream, at any event', () => {
  it.each(streams)('of %s, bare: %s, brings what has not come of each text', async (_name, bare, some) => {
    await fc.assert(
      fc.asyncProperty(some, async (steps) => {
        const { cursors, replay, delivered } = await archived(steps, bare);
        for (const after of cursors) {
          const events = await replay(after);
          for (const part of parts.keys()) {
            expect(textAfter(delivered(after, part), events, part)).toBe(wholeText(steps, part));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of one text after the other brings it in one delta of each', async () => {
    await fc.assert(
      fc.asyncProperty(orders[0]?.[1] ?? stepLists, async (steps) => {
        const { cursors, replay, delivered } = await archived(steps);
        for (const after of cursors) {
          const events = await replay(after);
          const missing = [...parts.keys()].filter((part) => delivered(after, part) !== wholeText(steps, part));
          expect(events).toHaveLength(missing.length + 1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each(streams)('of %s, bare: %s, has rising numbers, and ends in its terminal event', async (_name, bare, some) => {
    await fc.assert(
      fc.asyncProperty(some, async (steps) => {
        const { cursors, lastSequence, replay } = await archived(steps, bare);
        for (const after of cursors) {
          const events = await replay(after);
          const numbers = [after, ...events.map(({ sequence_number: sequence }) => sequence)];
          expect(numbers).toEqual([...new Set(numbers)].toSorted((left, right) => left - right));
          expect(numbers.at(-1)).toBe(lastSequence);
          const types = events.map(({ type }) => type);
          expect(types.pop()).toBe('response.completed');
          expect(types.filter((type) => !type.endsWith('.delta'))).toEqual([]);
          expect(events.filter(({ replayed }) => replayed !== true)).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each(orders)('of %s comes to the whole text, even if cut and resumed once more', async (_name, some) => {
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), fc.nat(), async (steps, cursor, cut) => {
        const { lastSequence, replay, delivered } = await archived(steps);
        const after = cursor % lastSequence;
        const first = await replay(after);
        const came = first.slice(0, cut % first.length);
        const rest = await replay(came.at(-1)?.sequence_number ?? after);
        for (const part of parts.keys()) {
          const text = textAfter(delivered(after, part), [...came, ...rest], part);
          expect(text).toBe(wholeText(steps, part));
        }
      }),
    );
  });
});

describe('an archived stream', () => {
  const { response, lastSequence } = streamedText(story);

  it('has OpenAI’s fields in its deltas, and the whole response at its end', async () => {
    const events = await eventsOf(replayedStream({ response, text_offsets: await offsetsOf(story) }, 2));
    expect(events).toEqual([
      {
        type: 'response.output_text.delta',
        sequence_number: 3,
        item_id: 'msg_0',
        output_index: 0,
        content_index: 0,
        delta: ' upon',
        logprobs: [],
        replayed: true,
        text_offset: 4,
      },
      expect.objectContaining({ sequence_number: 5, content_index: 1, delta: 'Two é 👩‍👧', text_offset: 0 }),
      {
        type: 'response.refusal.delta',
        sequence_number: 6,
        item_id: 'msg_2',
        output_index: 2,
        content_index: 0,
        delta: 'No.',
        replayed: true,
        text_offset: 0,
      },
      { type: 'response.completed', sequence_number: lastSequence, response, replayed: true },
    ]);
  });

  it('has its end alone once all text has come', async () => {
    const events = await eventsOf(replayedStream({ response, text_offsets: await offsetsOf(story) }, 6));
    expect(events.map(({ type }) => type)).toEqual(['response.completed']);
  });

  it('has its end once more for whoever has had it, numbered no earlier', async () => {
    const text_offsets = await offsetsOf(story);
    const [event, ...more] = await eventsOf(replayedStream({ response, text_offsets }, lastSequence));
    expect(event).toMatchObject({ type: 'response.completed', response, replayed: true });
    expect(event?.sequence_number).toBeGreaterThanOrEqual(lastSequence);
    expect(more).toEqual([]);
  });

  it.each(['completed', 'incomplete', 'failed'])('ends in response.%s where that is its status', async (status) => {
    const [event] = await eventsOf(
      replayedStream(
        { response: { ...response, status, output: [] }, text_offsets: { last_sequence: 4, parts: [] } },
        3,
      ),
    );
    expect(event).toMatchObject({ type: `response.${status}`, sequence_number: 4, replayed: true });
  });

  it.each([
    [
      'whose text is not what its deltas say',
      async () => offsetsOf(story.map(({ part, text: said }) => ({ part, text: `${said}?` }))),
    ],
    ['whose offsets are of other parts', async () => ({ ...(await offsetsOf(story)), parts: [] })],
    [
      'whose offsets are of some of its parts alone',
      async () => {
        const offsets = await offsetsOf(story);
        return { ...offsets, parts: offsets.parts.slice(1) };
      },
    ],
  ])('%s brings each text whole, at offset 0', async (_name, known) => {
    const text_offsets = await known();
    for (const after of [4, lastSequence - 1]) {
      const events = await eventsOf(replayedStream({ response, text_offsets }, after));
      const numbers = events.map(({ sequence_number: sequence }) => sequence - after);
      expect(events.slice(0, -1).map(({ delta, text_offset }) => [delta, text_offset])).toEqual([
        ['Once upon', 0],
        ['Two é 👩‍👧', 0],
        ['No.', 0],
      ]);
      expect(numbers.slice(0, 3)).toEqual([1, 2, 3]);
      expect(numbers[3]).toBeGreaterThan(3);
    }
  });
});

describe('the end of a stream that was read to its end', () => {
  it.each([41, 0])('comes alone, under its number: %i', async (sequence) => {
    const response = {
      id: 'resp_1',
      status: 'incomplete',
      output: [{ content: [{ type: 'output_text', text: 'x' }] }],
    };
    const [event, ...more] = await eventsOf(streamOf(replayedEnd(response, sequence)));
    expect(event).toEqual({ type: 'response.incomplete', sequence_number: sequence, response, replayed: true });
    expect(more).toEqual([]);
  });
});
