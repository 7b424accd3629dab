import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import type { EventCatalogue } from '../../../stream/event-catalogue.ts';
import type { Sink } from '../../../stream/sink.ts';
import { relayCatalogued } from '../../../upstream/relay/relay-catalogued.ts';
import { type AudioState, newAudioState } from '../events/audio-state.ts';
import { recordAudio } from '../streaming/record-audio.ts';

/** Writes the events of one of the Audio API's catalogues as they come; what they used is read on the side. */
export function relayAudio(catalogue: EventCatalogue<AudioState, undefined>) {
  return (upstream: Readable, context: RequestContext) =>
    async (sink: Sink): Promise<void> => {
      const state = newAudioState();
      await relayCatalogued({ upstream, sink, catalogue, state }, context);
      recordAudio(context, state.usage);
    };
}
