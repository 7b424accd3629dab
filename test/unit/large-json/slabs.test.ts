import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSlabs } from '../../../lib/large-json/slabs.ts';
import { cutInto, noise, readSizes } from '../stream/pieces.ts';

function slabsOf(chunks: readonly Buffer[]) {
  const slabs = newSlabs();
  for (const chunk of chunks) slabs.add(chunk);
  return slabs;
}

describe('slabs', () => {
  it('give back the bytes in order, whatever the reads', () => {
    const bytes = noise(400_000);
    fc.assert(
      fc.property(readSizes, fc.nat(400_000), fc.nat(300), (sizes, length, head) => {
        const slabs = slabsOf(cutInto(bytes.subarray(0, length), sizes));
        expect(slabs.length).toBe(length);
        expect(slabs.head(head).equals(bytes.subarray(0, Math.min(head, length)))).toBe(true);
        expect(Buffer.concat(slabs.take()).equals(bytes.subarray(0, length))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('keep large reads as they came, and gather small ones in slabs that grow', () => {
    const large = noise(20_000);
    const pieces = slabsOf([...cutInto(noise(10_000), [100]), large, ...cutInto(noise(130_000), [1000])]).take();
    expect(pieces[2]).toBe(large);
    expect(pieces.map(({ length }) => length)).toEqual([4096, 5904, 20_000, 2288, 16_384, 32_768, 65_536, 13_024]);
  });

  it('keep small reads apart from the memory that they came in', () => {
    const read = Buffer.from('abc');
    const slabs = slabsOf([read]);
    read.fill('x');
    expect(String(slabs.take())).toBe('abc');
  });

  it('are empty once taken, and never write over what was taken', () => {
    const slabs = slabsOf([Buffer.from('first')]);
    const taken = slabs.take();
    expect(slabs.length).toBe(0);
    expect(slabs.head(10)).toHaveLength(0);
    expect(slabs.take()).toEqual([]);
    for (let time = 0; time < 100; time += 1) slabs.add(Buffer.alloc(1000, 'x'));
    expect(String(taken)).toBe('first');
    expect(slabs.length).toBe(100_000);
  });

  it('hold nothing in the place of what was skipped', () => {
    const slabs = slabsOf([Buffer.from('"before')]);
    slabs.skip(5_000_000);
    slabs.add(Buffer.from('behind"'));
    const pieces = slabs.take();
    expect(pieces.map(String)).toEqual(['"before', '', 'behind"']);
  });

  it('tell what bytes begin with when the first reads were tiny and large ones came behind', () => {
    const slabs = slabsOf([Buffer.alloc(65_530), Buffer.alloc(0)]);
    slabs.take();
    for (const read of ['data: ', '{', `"type":"${'x'.repeat(20_000)}`]) slabs.add(Buffer.from(read));
    expect(String(slabs.head(18))).toBe('data: {"type":"xxx');
  });
});
