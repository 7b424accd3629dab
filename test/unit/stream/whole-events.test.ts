import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholeEvents } from '../../../lib/stream/whole-events.ts';
import { cutInto, readSizes } from './pieces.ts';

const event = (data: string, end = '\n') => `event: x${end}data: ${data}${end}${end}`;
const taken = (...reads: string[]) => {
  const events = wholeEvents();
  return { out: reads.map((read) => events.take(Buffer.from(read)).toString()), events };
};

describe('whole events', () => {
  it.each(['\n', '\r\n', '\r'])('go out at once, and the beginning of the next one with its end (%j)', (end) => {
    const [first, second] = [event('1', end), event('2', end)];
    const { out, events } = taken(first + second.slice(0, 5), second.slice(5));
    expect(out).toEqual([first, second]);
    expect(events.rest()).toHaveLength(0);
  });

  it('are the very chunk where it holds nothing else', () => {
    const chunk = Buffer.from(event('1'));
    expect(wholeEvents().take(chunk)).toBe(chunk);
  });

  it('of more than 16 KB go out as they come', () => {
    const long = event('x'.repeat(40_000));
    const { out, events } = taken(event('1') + long.slice(0, 20_000), long.slice(20_000, 30_000));
    expect(out).toEqual([event('1') + long.slice(0, 20_000), long.slice(20_000, 30_000)]);
    expect(events.isWithin()).toBe(true);
    expect(events.take(Buffer.from(long.slice(30_000))).toString()).toBe(long.slice(30_000));
    expect(events.isWithin()).toBe(false);
  });

  it('are all of the bytes in their order, however they are cut', () => {
    const texts = fc.array(fc.oneof(fc.string(), fc.constant('y'.repeat(30_000))), { maxLength: 8 });
    fc.assert(
      fc.property(texts, readSizes, (data, sizes) => {
        const bytes = Buffer.from(data.map((text) => event(JSON.stringify(text))).join(''));
        const events = wholeEvents();
        const out = cutInto(bytes, sizes).map((piece) => events.take(piece));
        expect(Buffer.concat([...out, events.rest()]).equals(bytes)).toBe(true);
        expect(events.rest()).toHaveLength(0);
      }),
    );
  });
});
