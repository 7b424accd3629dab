import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newChunkList } from '../../../lib/large-json/chunk-list.ts';
import { cutInto, noise, readSizes } from '../stream/pieces.ts';

function listOf(chunks: readonly Buffer[]) {
  const list = newChunkList();
  for (const chunk of chunks) list.add(chunk);
  return list;
}

describe('a chunk list', () => {
  it('gives back the bytes in order, whatever the reads', () => {
    const bytes = noise(400_000);
    fc.assert(
      fc.property(readSizes, fc.nat(400_000), fc.nat(300), (sizes, length, head) => {
        const list = listOf(cutInto(bytes.subarray(0, length), sizes));
        expect(list.length).toBe(length);
        expect(list.head(head).equals(bytes.subarray(0, Math.min(head, length)))).toBe(true);
        expect(Buffer.concat(list.take()).equals(bytes.subarray(0, length))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps large reads as they came, and gathers small ones in buffers that grow', () => {
    const large = noise(20_000);
    const pieces = listOf([...cutInto(noise(10_000), [100]), large, ...cutInto(noise(130_000), [1000])]).take();
    expect(pieces[2]).toBe(large);
    expect(pieces.map(({ length }) => length)).toEqual([4096, 5904, 20_000, 2288, 16_384, 32_768, 65_536, 13_024]);
  });

  it('keeps small reads apart from the memory that they came in', () => {
    const read = Buffer.from('abc');
    const list = listOf([read]);
    read.fill('x');
    expect(String(list.take())).toBe('abc');
  });

  it('is empty once taken, and never writes over what was taken', () => {
    const list = listOf([Buffer.from('first')]);
    const taken = list.take();
    expect(list.length).toBe(0);
    expect(list.head(10)).toHaveLength(0);
    expect(list.take()).toEqual([]);
    for (let time = 0; time < 100; time += 1) list.add(Buffer.alloc(1000, 'x'));
    expect(String(taken)).toBe('first');
    expect(list.length).toBe(100_000);
  });

  it('holds nothing in the place of what was skipped', () => {
    const list = listOf([Buffer.from('"before')]);
    list.skip(5_000_000);
    list.add(Buffer.from('after"'));
    const pieces = list.take();
    expect(pieces.map(String)).toEqual(['"before', '', 'after"']);
  });

  it('tells what bytes begin with when the first reads were tiny and large ones came after', () => {
    const list = listOf([Buffer.alloc(65_530), Buffer.alloc(0)]);
    list.take();
    for (const read of ['data: ', '{', `"type":"${'x'.repeat(20_000)}`]) list.add(Buffer.from(read));
    expect(String(list.head(18))).toBe('data: {"type":"xxx');
  });
});
