import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveredLength, type PartOffsets, readTextOffsets } from '../../../../lib/background/settle/text-offsets.ts';
import { cutInto } from '../../stream/pieces.ts';
import { bytesOfEvents, parts, type Step, stepLists, streamedText } from '../streamed-text.ts';

async function* chunksOf(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

/** What is read of a stream that comes in pieces of a size; whole unless given. */
function offsetsOf(events: readonly { readonly type: string }[], size = Number.POSITIVE_INFINITY) {
  return readTextOffsets(chunksOf(cutInto(bytesOfEvents(events as never), [size])));
}

function place(part: number) {
  const { output_index, content_index } = parts[part] ?? { output_index: -1, content_index: -1 };
  return { output_index, content_index };
}

const steps: readonly Step[] = [
  { part: 0, text: 'Once' },
  { part: 0, text: ' upon é' },
  { part: 1, text: '👩‍👧' },
  { part: 0, text: '' },
  { part: 2, text: "I can't" },
  { part: 2, text: '.' },
];

describe('the text offsets of a stream', () => {
  it.each([
    ['whole', Number.POSITIVE_INFINITY],
    ['byte by byte', 1],
    ['in pieces of 7 bytes', 7],
    ['in pieces of 100 bytes', 100],
  ])('that comes %s are the lengths of its deltas in UTF-16 code units, by part and number', async (_name, size) => {
    const { events, lastSequence } = streamedText(steps);
    expect(await offsetsOf(events, size)).toEqual({
      last_sequence: lastSequence,
      parts: [
        {
          ...place(0),
          runs: [
            { first: 2, lengths: [4, 7] },
            { first: 5, lengths: [0] },
          ],
        },
        { ...place(1), runs: [{ first: 4, lengths: [5] }] },
        { ...place(2), runs: [{ first: 6, lengths: [7, 1] }] },
      ],
    });
  });

  it('have no parts where there was no text', async () => {
    const { events, lastSequence } = streamedText([]);
    expect(await offsetsOf(events)).toEqual({ last_sequence: lastSequence, parts: [] });
  });

  it.each(['completed', 'incomplete', 'failed'])('end at response.%s', async (status) => {
    const end = { type: `response.${status}`, sequence_number: 9, response: { id: 'resp_1', status } };
    expect(await offsetsOf([end])).toEqual({ last_sequence: 9, parts: [] });
  });

  it('end at its number wherever it stands, and not at one that the response itself has', async () => {
    const tools = [{ type: 'function', parameters: { default: { sequence_number: 3 } } }];
    const end = { type: 'response.completed', response: { id: 'resp_1', tools }, sequence_number: 41 };
    expect(await offsetsOf([end])).toEqual({ last_sequence: 41, parts: [] });
  });

  it('are not known of a stream without a terminal event', async () => {
    const { events } = streamedText(steps);
    expect(await offsetsOf(events.slice(0, -1))).toBeUndefined();
    expect(await offsetsOf([])).toBeUndefined();
  });

  it('are not known of a stream whose end has no number', async () => {
    expect(await offsetsOf([{ type: 'response.completed' }])).toBeUndefined();
  });

  it('take a stream cut within its last event for one without an end', async () => {
    const bytes = bytesOfEvents(streamedText(steps).events);
    expect(await readTextOffsets(chunksOf([bytes.subarray(0, -2)]))).toBeUndefined();
  });

  it('are not known where the stream breaks', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield bytesOfEvents(streamedText(steps).events);
      throw new Error('read ECONNRESET');
    }
    await expect(readTextOffsets(broken())).rejects.toThrow('ECONNRESET');
  });

  it('are the same wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(stepLists, fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), async (some, sizes) => {
        const { events } = streamedText(some);
        const cut = await readTextOffsets(chunksOf(cutInto(bytesOfEvents(events), sizes)));
        expect(cut).toEqual(await offsetsOf(events));
      }),
    );
  });

  it('tell of every event how much of each text has come by then', async () => {
    await fc.assert(
      fc.asyncProperty(stepLists, async (some) => {
        const { events, delivered } = streamedText(some);
        const offsets = await offsetsOf(events);
        for (const { sequence_number: sequence } of events) {
          for (const { output_index, content_index, runs } of offsets?.parts ?? []) {
            const part = parts.findIndex(
              (one) => one.output_index === output_index && one.content_index === content_index,
            );
            const { length } = delivered(sequence, part);
            expect(deliveredLength({ output_index, content_index, runs }, sequence)).toBe(length);
          }
        }
      }),
    );
  });
});

describe('a part with two runs of deltas', () => {
  const part: PartOffsets = {
    output_index: 0,
    content_index: 0,
    runs: [
      { first: 4, lengths: [3, 0, 5] },
      { first: 10, lengths: [2] },
    ],
  };

  it.each([
    [-1, 0],
    [3, 0],
    [4, 3],
    [5, 3],
    [6, 8],
    [9, 8],
    [10, 10],
    [11, 10],
    [Number.POSITIVE_INFINITY, 10],
  ])('has by event %d delivered %i', (sequence, length) => {
    expect(deliveredLength(part, sequence)).toBe(length);
  });
});
