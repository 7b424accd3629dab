import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import { openaiErrorBody } from '../../../errors/openai-error-body.ts';
import type { ServiceError } from '../../../errors/service-error.ts';
import { encodeText } from '../../../large-json/byte-string.ts';
import type { Sink } from '../../../stream/sink.ts';
import { watchEvents } from '../../../stream/watch-events.ts';
import { recordResponse } from '../../../upstream/record-response.ts';
import { relay } from '../../../upstream/relay/relay.ts';
import { relayUpstream } from '../../../upstream/relay/relay-upstream.ts';
import { speechCost } from '../../../usage/speech-cost.ts';
import { newSpeechState, speechCatalogue } from '../events/speech-catalogue.ts';

/** `create-speech` in OpenAI's dialect: the sound goes on as it comes. */
export const speechRelayed = relay({
  kind: 'generation',
  admits: 'speech',
  answer: 'bytes',
  streamed: relaySpeech,
  flowed: ({ recorder }) => recorder.generated({ costEstimate: speechCost(recorder.facts().request) }),
});

function relaySpeech(upstream: Readable, context: RequestContext): (sink: Sink) => Promise<void> {
  return async (sink) => {
    const state = newSpeechState();
    const watch = watchEvents({ catalogue: speechCatalogue, state, context: undefined });
    const { code, cause } = await relayUpstream(context, { upstream, sink, watch, failure });
    watch.settle();
    const { counts: events, unknownEvents, terminalEvent, usage } = state;
    const ended = code === undefined ? terminalEvent : 'error';
    context.recorder.streamed({ events, unknownEvents, terminalEvent: ended, errorCode: code, cause });
    // The events do not name the model: it is the one that was asked.
    if (usage !== undefined) recordResponse(context, { model: context.recorder.facts().model, usage });
  };
}

/** An error in place of an event, as OpenAI sends it: its SDKs raise it. */
function failure(error: ServiceError): string {
  const data = { type: 'error', ...openaiErrorBody(error) };
  return encodeText(`event: error\ndata: ${JSON.stringify(data)}\n\n`);
}
