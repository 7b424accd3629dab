import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import type { EventCatalogue } from '../../../stream/event-catalogue.ts';
import type { Sink } from '../../../stream/sink.ts';
import { watchEvents } from '../../../stream/watch-events.ts';
import { errorEvent } from '../../../upstream/relay/error-event.ts';
import { relayUpstream } from '../../../upstream/relay/relay-upstream.ts';
import { type AudioState, newAudioState } from '../events/audio-state.ts';
import { recordAudio } from './record-audio.ts';

/** Writes the events of one of the Audio API's catalogues as they come; what they used is read on the side. */
export function relayAudio(catalogue: EventCatalogue<AudioState, undefined>) {
  return (upstream: Readable, context: RequestContext) =>
    async (sink: Sink): Promise<void> => {
      const state = newAudioState();
      const watch = watchEvents({ catalogue, state, context: undefined });
      const { code, cause } = await relayUpstream(context, { upstream, sink, watch, failure: errorEvent });
      watch.settle();
      const { counts: events, unknownEvents, terminalEvent, usage } = state;
      const ended = code === undefined ? terminalEvent : 'error';
      context.recorder.streamed({ events, unknownEvents, terminalEvent: ended, errorCode: code, cause });
      recordAudio(context, usage);
    };
}
