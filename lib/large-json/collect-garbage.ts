import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees what nobody holds any more of the memory that reading and decoding an image passes through. Call it with the bytes of each
 * buffer or string that is about to be let go: whenever they come to `everyBytes`, V8's young objects are collected.
 *
 * V8 frees a buffer with the young object that owns it, and an image makes so few objects that garbage several times the
 * image's size would stand beside it. A collection takes some 0.3 ms.
 */
export function garbageCollection(everyBytes: number): (bytes: number) => void {
  let uncollected = 0;
  return (bytes) => {
    uncollected += bytes;
    if (uncollected < everyBytes) return;
    uncollected = 0;
    collect ??= exposedCollector();
    collect({ type: 'minor' });
  };
}

let collect: ((options: { readonly type: 'minor' }) => void) | undefined;

/** V8's collector, asked for when it is needed: with `--expose-gc` from the start, every start is 10 ms slower. */
function exposedCollector(): NonNullable<typeof collect> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return gc;
}
