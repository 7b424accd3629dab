import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import { openaiErrorBody } from '../../../errors/openai-error-body.ts';
import type { ServiceError } from '../../../errors/service-error.ts';
import { encodeText } from '../../../large-json/byte-string.ts';
import type { EventCatalogue } from '../../../stream/event-catalogue.ts';
import type { Sink } from '../../../stream/sink.ts';
import { watchEvents } from '../../../stream/watch-events.ts';
import { relayUpstream } from '../../../upstream/relay/relay-upstream.ts';
import { newSpeechState, type SpeechState } from '../events/speech-catalogue.ts';
import { recordAudio } from './record-audio.ts';

/** Writes the events of one of the Audio API's catalogues as they come; what they used is read on the side. */
export function relayAudio(catalogue: EventCatalogue<SpeechState, undefined>) {
  return (upstream: Readable, context: RequestContext) =>
    async (sink: Sink): Promise<void> => {
      const state = newSpeechState();
      const watch = watchEvents({ catalogue, state, context: undefined });
      const { code, cause } = await relayUpstream(context, { upstream, sink, watch, failure });
      watch.settle();
      const { counts: events, unknownEvents, terminalEvent, usage } = state;
      const ended = code === undefined ? terminalEvent : 'error';
      context.recorder.streamed({ events, unknownEvents, terminalEvent: ended, errorCode: code, cause });
      recordAudio(context, usage);
    };
}

/** An error in place of an event, as OpenAI sends it: its SDKs raise it. */
function failure(error: ServiceError): string {
  const data = { type: 'error', ...openaiErrorBody(error) };
  return encodeText(`event: error\ndata: ${JSON.stringify(data)}\n\n`);
}
