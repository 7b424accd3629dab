import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Sleep } from './background/clock.ts';
import { type Due, isUnmade } from './events.ts';
import type { Pace } from './pace.ts';

/** Events that are due together leave in one write, of at most about this many characters. */
const WRITE_SIZE = 64 * 1024;

const sleepForReal: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

/** What a pace goes by. */
type Paced = Parameters<Pace>[0];

export interface WriteOptions<E extends Paced = Paced> {
  /** This machine's time by default. */
  readonly sleep?: Sleep;
  /** Ends the body where it is, without another event. */
  readonly cut?: AbortSignal;
  /** An event as it is on the wire, nothing where it is not sent: that of the Responses API by default. */
  readonly frame?: (event: E) => string;
}

/**
 * Writes events as OpenAI frames them, at the given pace and no faster than the reader reads. Ends early and quietly when
 * the reader goes away; the events' generator is then closed.
 */
export async function writeEvents<E extends Paced>(
  events: Iterable<Due<E>>,
  response: ServerResponse,
  pace: Pace,
  { sleep = sleepForReal, cut, frame = namedFrame }: WriteOptions<E> = {},
): Promise<void> {
  // Gone already, while its request was read: `close` would not come again, nor would `drain`.
  if (response.destroyed) return;
  const gone = new AbortController();
  const signal = cut ? AbortSignal.any([gone.signal, cut]) : gone.signal;
  const leave = () => gone.abort();
  response.once('close', leave);
  let waiting = '';
  const flush = async (): Promise<void> => {
    if (waiting === '') return;
    const room = response.write(waiting);
    waiting = '';
    if (!room) await once(response, 'drain', { signal });
  };
  try {
    for (const due of events) {
      // What has been said is not kept back until a picture is drawn.
      if (isUnmade(due)) await flush();
      const event = isUnmade(due) ? await due.make() : due;
      signal.throwIfAborted();
      const pause = pace(event);
      if (pause > 0 || waiting.length >= WRITE_SIZE) await flush();
      if (pause > 0) await sleep(pause, signal);
      waiting += frame(event);
    }
    await flush();
    response.end();
  } catch (error) {
    if (!signal.aborted) throw error;
    if (!gone.signal.aborted) response.end();
  } finally {
    response.off('close', leave);
  }
}

/** One event on the wire: named, without an id, and no `[DONE]` ever follows the last. */
const namedFrame = (event: Paced): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
