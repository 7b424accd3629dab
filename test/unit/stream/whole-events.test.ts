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

  it('of more than 4 MB go out as they come', () => {
    const long = event('x'.repeat(6_000_000));
    const { out, events } = taken(event('1') + long.slice(0, 2_000_000), long.slice(2_000_000, 5_000_000));
    expect(out).toEqual([event('1'), long.slice(0, 5_000_000)]);
    expect(events.isWithin()).toBe(true);
    expect(events.take(Buffer.from(long.slice(5_000_000))).toString()).toBe(long.slice(5_000_000));
    expect(events.isWithin()).toBe(false);
  });

  it('of less are held until they are whole, and left out where they never are', () => {
    const image = event('x'.repeat(200_000));
    const { out, events } = taken(image.slice(0, 90_000), image.slice(90_000, 199_000), image.slice(199_000));
    expect(out).toEqual(['', '', image]);
    events.take(Buffer.from(image.slice(0, 100_000)));
    expect(events.isWithin()).toBe(false);
    expect(events.rest()).toHaveLength(100_000);
  });

  it.each([1, 2, 3, 4])('end in a blank line that is cut before its last %i bytes', (bytes) => {
    const crlf = event('1', '\r\n');
    const { out } = taken(crlf.slice(0, -bytes), crlf.slice(-bytes) + event('2').slice(0, 4));
    expect(out.join('')).toBe(crlf);
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
