import { type Bench, type Benched, type Guarded, streamEvent } from './bench-host.ts';
import { mediaEvent } from './media-events.ts';
import { median } from './statistics.ts';

/**
 * What TLS to OpenAI loads of Node in AWS, where nobody speaks to it without. The upstream of the benches speaks plain HTTP, so that
 * the first hash of access would seem to cost what every cold start costs.
 */
export const LIKE_TLS = ['--import', 'node:https', '--import', 'node:crypto'];

/** Milliseconds to the first byte of a warm answer. */
export interface WarmTimes {
  readonly open: number;
  /** With access on. */
  readonly guarded: number;
}

/** Medians with access on and without, one request after the other in turn, so that both see the same machine. */
export async function warmMilliseconds(bench: Bench, name: Guarded, requests: number): Promise<WarmTimes> {
  const host = await bench.host();
  const first = async (benched: Benched): Promise<number> => {
    const started = performance.now();
    const { body } = await host.invoke(benched, guardedEvent(bench, benched));
    let at = 0;
    for await (const _chunk of body) at ||= performance.now() - started;
    return at;
  };
  const open: number[] = [];
  const guarded: number[] = [];
  try {
    for (let request = 0; request < requests * 1.5; request += 1) {
      const [without, withAccess] = [await first(name), await first(`${name}-bearer`)];
      if (request < requests / 2) continue;
      open.push(without);
      guarded.push(withAccess);
    }
    return { open: median(open), guarded: median(guarded) };
  } finally {
    await host.close();
  }
}

/** A request of a function, with the key where one is wanted. */
export function guardedEvent(bench: Bench, name: Benched): object {
  const event =
    mediaEvent(name) ?? (name.startsWith('count-input-tokens') ? countEvent() : streamEvent({ events: '20' }, name));
  if (!name.endsWith('-bearer')) return event;
  return { ...event, headers: { 'content-type': 'application/json', authorization: `Bearer ${bench.key}` } };
}

/** A request that makes nothing. */
function countEvent(): object {
  const body = JSON.stringify({ model: 'gpt-6.1-terra', input: 'Tell me a story.' });
  return { ...streamEvent({}), rawPath: '/api/responses/input-tokens', body };
}
