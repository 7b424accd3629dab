import { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { responseCatalogue } from '../../../lib/apis/responses/events/response-catalogue.ts';
import { newStreamState } from '../../../lib/apis/responses/events/stream-state.ts';
import { withLongStrings } from '../../../lib/large-json/long-strings.ts';
import { createEventReader, type ReadEvent } from '../../../lib/stream/event-reader.ts';
import { cpuGrowth } from '../../support/cpu-growth.ts';
import { bytesOf, frameTextOf, streamContext } from '../apis/responses/events/stream-setting.ts';
import { base64Of, cutInto, readSizes } from './pieces.ts';
import { lifecycle, sse, startRun } from './stream-run.ts';

type Event = { readonly type: string; readonly [field: string]: unknown };

const picture = base64Of(300_000);
const image = { id: 'ig_1', type: 'image_generation_call', result: picture, size: '1024x1024' };
const itemDone: Event = { type: 'response.output_item.done', output_index: 0, item: image, sequence_number: 3 };
const partial: Event = {
  type: 'response.image_generation_call.partial_image',
  partial_image_b64: base64Of(280_000, 2),
  sequence_number: 2,
};
const delta: Event = { type: 'response.output_text.delta', delta: 'é😀', sequence_number: 1 };
const text: Event = { type: 'response.output_text.done', text: '"é😀\\漢\n'.repeat(25_000), sequence_number: 4 };
const events = [delta, partial, itemDone, text, delta];

const big = JSON.stringify(itemDone);
const spellings: Readonly<Record<string, string>> = {
  'as OpenAI writes': events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
  'with CRLF': events.map((event) => `event: ${event.type}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`).join(''),
  'with CR': events.map((event) => `data: ${JSON.stringify(event)}\r\r`).join(''),
  'without spaces': events.map((event) => `event:${event.type}\ndata:${JSON.stringify(event)}\n\n`).join(''),
  'with two spaces': `data:  ${big}\n\n`,
  'with a BOM': `\ufeffdata: ${big}\n\ndata: 1\n\n`,
  'with names after the data': `data: ${big}\nevent: named\nid: 7\n\ndata: {}\n\n`,
  'with comments': `: ${picture}\ndata: {}\n: ${picture}"\n: "\nevent: x\n\n:\ndata: ${big}\n: ${picture}\n\n`,
  'with large lines of no known field': `data: 1\nfoo: ${picture}\n${picture}\ndata: 2\n\ndataset: ${picture}\n\n`,
  'in many data lines': `data: {"a":\ndata: ${big},\ndata: "b":1,"c":\ndata: ${JSON.stringify(partial)}\ndata: }\n\ndata: {}\n\n`,
  'two without a blank line between': `data: ${big}\ndata: ${big}\n\n`,
  'cut off within the last': `data: ${big}\n\ndata: ${big}`,
  'cut off before the last blank line': `data: ${big}\n\ndata: ${big}\n`,
  'of a string alone': `data: "${picture}"\n\n`,
  'of no JSON': `data: ${picture}\n\ndata: {"a":${picture}"}"\n\n`,
};

interface PlainEvent {
  readonly data: string;
  readonly name: string | undefined;
}

/** As one byte string, with every placeholder filled. */
function plain({ data, name, strings }: ReadEvent): PlainEvent {
  const parts = [...withLongStrings(data, strings)].map((part) =>
    typeof part === 'string' ? part : part.toString('latin1'),
  );
  return { data: parts.join(''), name };
}

function read(bytes: Buffer, sizes: readonly number[]): ReadEvent[] {
  const seen: ReadEvent[] = [];
  const feed = createEventReader(responseCatalogue, (event) => seen.push(event));
  for (const chunk of cutInto(bytes, sizes)) feed(chunk);
  return seen;
}

function parsedWhole(bytes: Buffer): PlainEvent[] {
  const seen: PlainEvent[] = [];
  createParser({ onEvent: ({ data, event }) => seen.push({ data, name: event }) }).feed(bytes.toString('latin1'));
  return seen;
}

/** Texts of megabytes are compared as equal or not: their difference would take minutes to print. */
function expectSame(actual: readonly PlainEvent[], expected: readonly PlainEvent[]): void {
  const outline = ({ data, name }: PlainEvent) => [name, data.length, data.slice(0, 60), data.slice(-60)];
  expect(actual.map(outline)).toEqual(expected.map(outline));
  expect(actual.every(({ data }, index) => data === expected[index]?.data)).toBe(true);
}

describe.each(Object.entries(spellings))('large events %s', (_name, spelling) => {
  const bytes = Buffer.from(spelling);
  const whole = parsedWhole(bytes);

  it.each([1, 7, 1000, 16_384, 65_536, bytes.length])('are what a parser reads, %d bytes at a time', (size) => {
    expectSame(read(bytes, [size]).map(plain), whole);
  });

  it('are what a parser reads, however they were cut', () => {
    fc.assert(
      fc.property(readSizes, (sizes) => {
        expectSame(read(bytes, sizes).map(plain), whole);
      }),
      { numRuns: 15 },
    );
  });
});

it('reads an event the same wherever a read ends within its first bytes', () => {
  const bytes = Buffer.from(`event: x\r\ndata: ${big}\r\n\r\n`);
  const whole = parsedWhole(bytes);
  for (let first = 1; first < 60; first += 1) {
    expectSame(read(bytes, [first, 1, 16_384, 65_536, 65_536, bytes.length]).map(plain), whole);
  }
});

it('makes no string of an image', () => {
  const [event] = read(Buffer.from(`data: ${big}\n\n`), [16_384]);
  expect(event?.data.length).toBeLessThan(20_000);
  expect(event?.strings).toHaveLength(1);
});

it('leaves no strings behind for the next event', () => {
  const seen = read(Buffer.from(`data: ${big}\n\ndata: ${big}\n\ndata: {}\n\n`), [16_384]);
  expect(seen.map(({ strings }) => strings.length)).toEqual([1, 1, 0]);
});

describe('a large lifecycle event', () => {
  const usage = { input_tokens: 10, output_tokens: 20, total_tokens: 30 };
  const escapes = '\\"é\n'.repeat(3000);
  const response = {
    id: 'resp_1',
    status: 'completed',
    model: 'gpt-6.1-terra',
    output: [
      image,
      { ...image, id: 'ig_2' },
      { type: 'message', content: [{ text: `${picture}"${escapes}${picture}` }] },
    ],
    instructions: `${base64Of(30_000, 5)}\\\\"${picture}\u0001${picture}`,
    usage,
    service_tier: 'default',
    metadata: { note: 'x' },
  };
  const bytes = Buffer.from(
    `data: ${JSON.stringify({ type: 'response.completed', response, sequence_number: 9 })}\n\n`,
  );
  const summaryOf = (data: string) => frameTextOf(data, undefined, newStreamState(), streamContext());
  const expected = summaryOf(bytes.toString().slice('data: '.length));

  it.each([1, 7, 1000, 1024, 4096, 16_384, 65_536])('gives the same summary, %d bytes at a time', (size) => {
    const seen = read(bytes, [size]);
    expect(seen.map(({ data }) => summaryOf(data))).toEqual([expected]);
  });

  it('gives the same summary, however it was cut', () => {
    fc.assert(
      fc.property(readSizes, (sizes) => {
        expect(read(bytes, sizes).map(({ data }) => summaryOf(data))).toEqual([expected]);
      }),
      { numRuns: 60 },
    );
  });

  it('is not held whole', () => {
    const seen = read(bytes, [16_384]);
    const held = seen.flatMap(({ strings }) => strings.flat()).reduce((sum, piece) => sum + piece.length, 0);
    expect(held).toBeLessThan(bytes.length / 4);
  });
});

describe('forwarded events of 3 MB', () => {
  const large = base64Of(3_000_000, 3);
  const list: readonly Event[] = [
    { type: 'response.created', sequence_number: 0, response: { id: 'resp_1', model: 'm' } },
    { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item: { ...image, result: null } },
    { ...partial, item_id: 'ig_1', output_index: 0, sequence_number: 2, partial_image_b64: large },
    { ...itemDone, item: { ...image, result: large } },
    { type: 'response.output_text.delta', item_id: 'msg_1', delta: `"é😀\\${large}"\\`, sequence_number: 4 },
    { type: 'response.output_text.delta', item_id: 'msg_1', delta: '"é😀\\\n'.repeat(300_000), sequence_number: 5 },
    { type: 'response.new.event', image: large, text: large, sequence_number: 6 },
  ];
  const body = Buffer.from(list.map(sse).join('') + lifecycle('completed', 7));
  const state = newStreamState();
  const frames = [...list, JSON.parse(lifecycle('completed', 7).split('data: ')[1] ?? '') as Event]
    .map((event) => frameTextOf(JSON.stringify(event), undefined, state, streamContext()))
    .join('');
  const expected = bytesOf(frames);

  async function forwarded(sizes: readonly number[]): Promise<string> {
    const longString = startRun({}, Readable.from(cutInto(body, sizes), { objectMode: false }));
    await longString.done;
    return longString.sink.writes
      .map((part: string | Buffer) => (typeof part === 'string' ? part : part.toString('latin1')))
      .join('');
  }

  it.each([
    { sizes: [1000] },
    { sizes: [16_384] },
    { sizes: [65_536] },
    { sizes: [1, 16_384, 5, 65_536, 16_383] },
    { sizes: [body.length] },
  ])('go out byte for byte, read in $sizes', async ({ sizes }) => {
    expect((await forwarded(sizes)) === expected).toBe(true);
  });

  it('go out byte for byte, however they were cut', async () => {
    await fc.assert(
      // A read of some size in each round: twenty megabytes in single bytes take minutes.
      fc.asyncProperty(readSizes, async (sizes) => {
        expect((await forwarded([...sizes, 65_536])) === expected).toBe(true);
      }),
      { numRuns: 8 },
    );
  }, 60_000);
});

it('reads an image in time that is in proportion to its size', async () => {
  function readImage(characters: number): void {
    const bytes = Buffer.from(`data: {"type":"a","image":"${'A'.repeat(characters)}"}\n\n`);
    expect(read(bytes, [16_384, 1000, 3])).toHaveLength(1);
  }
  expect(
    await cpuGrowth(
      () => readImage(4_000_000),
      () => readImage(32_000_000),
    ),
  ).toBeLessThan(16);
}, 60_000);
