import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import type { Sink } from '../../../stream/sink.ts';
import { type EventWatch, watchEvents } from '../../../stream/watch-events.ts';
import { errorEvent } from '../../../upstream/relay/error-event.ts';
import { relayUpstream } from '../../../upstream/relay/relay-upstream.ts';
import { imageCatalogue } from '../events/image-catalogue.ts';
import { newImageState } from '../events/image-state.ts';
import { recordImages } from './record-images.ts';

/** Writes the events of images as they come; usage is read on the side. Never rejects for the upstream's failures. */
export function relayImages(upstream: Readable, context: RequestContext): (sink: Sink) => Promise<void> {
  return async (sink) => {
    const state = newImageState();
    const events = watchEvents({ catalogue: imageCatalogue, state, context: undefined });
    const asked = imagesAsked(context);
    // The stream is whole with the last of its images.
    const watch: EventWatch = { ...events, ended: () => (state.completed >= asked ? 'now' : events.ended()) };
    const { code, cause } = await relayUpstream(context, { upstream, sink, watch, failure: errorEvent });
    events.settle();
    const { counts, unknownEvents, terminalEvent = lastOf(counts) } = state;
    context.recorder.streamed({
      events: counts,
      unknownEvents,
      terminalEvent: code === undefined ? terminalEvent : 'error',
      errorCode: code,
      cause,
    });
    recordImages(context, state.usages);
  };
}

/** How many images the request asks for. */
function imagesAsked({ recorder }: RequestContext): number {
  const { n } = (recorder.facts().request ?? {}) as { readonly n?: unknown };
  return typeof n === 'number' && n > 1 ? n : 1;
}

function lastOf(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts.keys()].findLast((type) => type.endsWith('.completed'));
}
