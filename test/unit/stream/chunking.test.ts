import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newStreamState } from '../../../lib/apis/responses/events/stream-state.ts';
import { cpuGrowth } from '../../support/cpu-growth.ts';
import { frameTextOf, streamContext } from '../apis/responses/events/stream-setting.ts';
import { delta, lifecycle, startRun } from './stream-run.ts';

const created = { type: 'response.created', sequence_number: 0, response: { id: 'resp_1', model: 'm' } };
const completed = { type: 'response.completed', sequence_number: 6, response: { id: 'resp_1', status: 'completed' } };
const events: readonly { readonly type: string; readonly [field: string]: unknown }[] = [
  created,
  { type: 'response.output_text.delta', sequence_number: 1, delta: 'plain' },
  { type: 'response.output_text.delta', sequence_number: 2, delta: 'é😀\u2028\ufeff漢' },
  { type: 'response.output_text.delta', sequence_number: 3, delta: '\r\n\r\ndata: {}\n\n' },
  { type: 'response.content_part.done', part: { text: '😀'.repeat(30) }, sequence_number: 4 },
  { type: 'response.unheard.of', sequence_number: 5, 'data: é': ['\\', '"'] },
  completed,
];

/** What goes out for the events, whatever their bytes looked like. */
const expected = (() => {
  const state = newStreamState();
  return events.map((event) => frameTextOf(JSON.stringify(event), event.type, state, streamContext())).join('');
})();

/** One way of writing the events as bytes. */
interface Spelling {
  readonly name: string;
  readonly bytes: Buffer;
}

function spelled(name: string, write: (event: { readonly type: string }) => string, before = '', end = ''): Spelling {
  return { name, bytes: Buffer.from(before + events.map(write).join('') + end) };
}

const spellings: readonly Spelling[] = [
  spelled('as OpenAI writes', (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
  spelled('with [DONE]', (event) => `data: ${JSON.stringify(event)}\n\n`, '', 'data: [DONE]\n\n'),
  spelled('with CRLF', (event) => `event: ${event.type}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`),
  spelled('with CR', (event) => `event: ${event.type}\rdata: ${JSON.stringify(event)}\r\r`),
  spelled('with a BOM', (event) => `data: ${JSON.stringify(event)}\n\n`, '\ufeff'),
  spelled(
    'with comments',
    (event) => `: é\nid: 9\nretry: 5\nevent: ${event.type}\n:\ndata: ${JSON.stringify(event)}\n\n`,
  ),
  spelled('without spaces', (event) => `event:${event.type}\ndata:${JSON.stringify(event)}\n\n\n\n`),
  spelled('with unknown fields', (event) => `garbage\nx: y\ndata: ${JSON.stringify(event)}\n\n`),
  spelled('in many data lines', (event) => {
    const lines = JSON.stringify(event, null, 1).split('\n');
    return `${lines.map((line) => `data: ${line}`).join('\r\n')}\r\n\r\n`;
  }),
];

async function forwarded(chunks: readonly Buffer[]): Promise<string> {
  const run = startRun({}, Readable.from(chunks, { objectMode: false }));
  await run.done;
  return run.text();
}

/** The bytes, cut at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const bounds = [0, ...places.map((place) => place % bytes.length).toSorted((a, b) => a - b), bytes.length];
  return bounds
    .slice(1)
    .map((end, index) => bytes.subarray(bounds[index], end))
    .filter((chunk) => chunk.length > 0);
}

describe.each(spellings)('events $name', ({ name, bytes }) => {
  // Pretty-printed events are parsed and written anew, so here the data is compared, not the bytes.
  const dataOf = (text: string) =>
    text.split('\n').map((line) => (line.startsWith('data: ') ? JSON.parse(line.slice(6)) : line));

  it('go out as the same frames', async () => {
    const text = await forwarded([bytes]);
    if (name === 'in many data lines') expect(dataOf(text)).toEqual(dataOf(expected));
    else expect(text).toBe(expected);
  });

  it('go out as the same bytes when they come one byte at a time', async () => {
    expect(await forwarded(cut(bytes, [...bytes.keys()]))).toBe(await forwarded([bytes]));
  });

  it('go out as the same bytes wherever they are cut', async () => {
    const whole = await forwarded([bytes]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length - 1), { maxLength: 12 }), async (places) => {
        expect(await forwarded(cut(bytes, places))).toBe(whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe('an event of 20 MB', () => {
  async function forward(megabytes: number): Promise<void> {
    const bytes = Buffer.from(delta(1, 'x'.repeat(megabytes * 1_000_000)) + lifecycle('completed', 2));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 16_384) }, (_, index) =>
      bytes.subarray(index * 16_384, (index + 1) * 16_384),
    );
    expect((await forwarded(chunks)).length).toBeGreaterThan(megabytes * 1_000_000);
  }

  it('in chunks of 16 KB takes time in proportion to its size', async () => {
    expect(
      await cpuGrowth(
        () => forward(5),
        () => forward(20),
      ),
    ).toBeLessThan(8);
  }, 60_000);
});
