import type { ServerResponse } from 'node:http';
import { type Background, playBackground, type Timed } from '../background/background.ts';
import { sleepBy } from '../background/clock.ts';
import { type Due, isUnmade, type WireEvent } from '../events.ts';
import type { StandInState } from '../exchange.ts';
import { type WriteOptions, writeEvents } from '../write-events.ts';

export interface BackgroundStream {
  /** The last sequence number that the reader has; all that follow are sent. */
  readonly after?: number | undefined;
  /** Without it the padding of deltas is left out. */
  readonly padded?: boolean | undefined;
}

/** The head of an answer made of events. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
}

/**
 * Streams a background response: what is due at once, then the rest as it comes. Whether the reader stays is nothing to
 * the response; when that is cancelled or deleted the body ends where it is, for no event type says so.
 */
export async function streamBackground(
  { clock, background: store }: Pick<StandInState, 'clock' | 'background'>,
  response: ServerResponse,
  background: Background,
  { after = -1, padded = true }: BackgroundStream = {},
): Promise<void> {
  const cut = new AbortController();
  const release = store.onCut(background.record.id, () => cut.abort());
  beginStream(response);
  // A reader who waits for the next event is not to wait for the head as well.
  response.flushHeaders();
  const played = playBackground(background);
  let at = 0;
  const sleep = sleepBy(clock);
  const wait = (): number => at - clock.now();
  // Asked anew: what a slow reader takes is not waited for once more.
  const options: WriteOptions = { sleep: (_, signal) => sleep(wait(), signal), cut: cut.signal };
  function* due(): Generator<Due<WireEvent>> {
    for (const timed of played) {
      at = timed.at;
      yield padded ? timed.due : withoutPadding(timed.due);
    }
  }
  try {
    await skip(played, after);
    await writeEvents(due(), response, wait, options);
  } finally {
    release();
  }
}

/** Events that the reader has are played nevertheless: later ones hold what they made. */
async function skip(played: Iterator<Timed>, after: number): Promise<void> {
  for (let sequence = 0; sequence <= after; sequence += 1) {
    const step = played.next();
    if (step.done) return;
    if (isUnmade(step.value.due)) await step.value.due.make();
  }
}

function withoutPadding(due: Due<WireEvent>): Due<WireEvent> {
  if (isUnmade(due)) return { type: due.type, make: async () => bare(await due.make()) };
  return bare(due);
}

function bare({ obfuscation: _padding, ...event }: WireEvent): WireEvent {
  return event;
}
