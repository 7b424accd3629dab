import type { Readable } from 'node:stream';

/** How much of a body is read, and for how long. */
export interface ReadBounds {
  readonly maxBytes: number;
  /** Milliseconds without a byte. */
  readonly idleMs: number;
  /** Milliseconds in all; left out: as long as bytes come. */
  readonly deadlineMs?: number;
}

/** How reading a body ended: `whole`, or why it did not come to its end. */
export type ReadEnd = { readonly kind: 'whole' } | Unfinished;

export type Unfinished =
  | { readonly kind: 'too-large' | 'silent' | 'late' }
  | { readonly kind: 'broken'; readonly cause: unknown };

/** setTimeout's largest delay; a longer one would fire at once. */
const LONGEST_MS = 2_147_483_647;

/**
 * Hands the bytes of a body to `take` until it ends or a bound is met, and destroys it then: nobody reads the rest. Never
 * rejects. What of the last read lies over the bound is not handed on.
 */
export async function readBounded(
  body: Readable,
  { maxBytes, idleMs, deadlineMs }: ReadBounds,
  take: (chunk: Buffer) => void,
): Promise<ReadEnd> {
  let end: ReadEnd = { kind: 'whole' };
  let bytes = 0;
  const giveUp = (kind: 'silent' | 'late') => {
    end = { kind };
    body.destroy();
  };
  const idle = setTimeout(giveUp, Math.min(idleMs, LONGEST_MS), 'silent');
  const late = deadlineMs === undefined ? undefined : setTimeout(giveUp, Math.min(deadlineMs, LONGEST_MS), 'late');
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        end = { kind: 'too-large' };
        break;
      }
      idle.refresh();
      take(chunk);
    }
  } catch (cause) {
    if (end.kind === 'whole') end = { kind: 'broken', cause };
  } finally {
    clearTimeout(idle);
    clearTimeout(late);
  }
  return end;
}
