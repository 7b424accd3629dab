import { type Bench, streamEvent } from './bench-host.ts';
import { median } from './statistics.ts';

/**
 * What TLS to OpenAI loads of Node in AWS, where nobody speaks to it without. The upstream of the benches speaks plain HTTP, so that
 * the first hash of access would seem to cost what every cold start costs.
 */
export const LIKE_TLS = ['--import', 'node:https', '--import', 'node:crypto'];

/** With access on, and without. */
export type Guarded = 'stream-text' | 'stream-text-bearer';

/**
 * Milliseconds from a warm request to the first byte of its answer, with access on and without, one request after the other in turn,
 * so that both see the same machine.
 */
export async function warmMilliseconds(bench: Bench, requests: number): Promise<Record<Guarded, number>> {
  const host = await bench.host();
  const first = async (name: Guarded): Promise<number> => {
    const started = performance.now();
    const { body } = await host.invoke(name, guardedEvent(bench, name));
    let at = 0;
    for await (const _chunk of body) at ||= performance.now() - started;
    return at;
  };
  try {
    const times: Record<Guarded, number[]> = { 'stream-text': [], 'stream-text-bearer': [] };
    for (let request = 0; request < requests * 1.5; request += 1) {
      for (const name of ['stream-text', 'stream-text-bearer'] as const) {
        const time = await first(name);
        if (request >= requests / 2) times[name].push(time);
      }
    }
    return { 'stream-text': median(times['stream-text']), 'stream-text-bearer': median(times['stream-text-bearer']) };
  } finally {
    await host.close();
  }
}

/** The event of a short stream, with the key where one is wanted. */
export function guardedEvent(bench: Bench, name: string): object {
  const event = streamEvent({ events: '20' });
  if (name !== 'stream-text-bearer') return event;
  return { ...event, headers: { 'content-type': 'application/json', authorization: `Bearer ${bench.key}` } };
}
