import {
  type ImageInterceptorOptions,
  imageInterceptor,
} from '../../../../../lib/apis/responses/images/image-interceptor.ts';
import { cutInto } from '../../../stream/pieces.ts';
import { seenFrames } from '../../../stream/seen-frames.ts';
import { settle, sse, startRun } from '../../../stream/stream-run.ts';
import { imageCall, pngOf, waitingStore } from './waiting-store.ts';

/** Base64 of an image that stays in its event. */
export const small = pngOf(100).toString('base64');
/** And of one that is taken out of it. */
export const large = pngOf(600_000).toString('base64');

/** The first event, which names the response. */
export const created = sse({
  type: 'response.created',
  sequence_number: 0,
  response: { id: 'resp_9', model: 'gpt-test', created_at: 1_795_000_000, status: 'in_progress' },
});

/** The event of a finished image, in OpenAI’s framing. */
export function itemDone(id: string, base64: string | null, sequence = 1): string {
  return sse({
    type: 'response.output_item.done',
    sequence_number: sequence,
    output_index: 0,
    item: imageCall(id, base64),
    extra: 'é',
  });
}

/** A stream with its images being kept, in a store whose uploads the test finishes. */
export function started(changes: Partial<ImageInterceptorOptions> = {}) {
  const { store, uploads } = waitingStore();
  const interceptor = imageInterceptor({
    delivery: 'both',
    keeps: true,
    openStore: () => Promise.resolve(store),
    now: () => new Date(0),
    ...changes,
  });
  const run = startRun({ interceptor, idleTimeoutMs: 60_000, deadlineMs: 50_000 });
  return {
    run,
    uploads,
    types: () => seenFrames(run.text()).map(({ event }) => event),
    frame: (type: string) => seenFrames(run.text()).find(({ event }) => event === type),
    frames: (type: string) => seenFrames(run.text()).filter(({ event }) => event === type),
    /** Writes as a socket would give it. */
    async play(...events: string[]) {
      for (const chunk of cutInto(Buffer.from(events.join('')), [16_384])) run.upstream.write(chunk);
      await uploaded();
    },
  };
}

/** The first image of a process waits for a module to load. */
async function uploaded(): Promise<void> {
  await import('../../../../../lib/storage/images/image-facts.ts');
  await settle();
}
