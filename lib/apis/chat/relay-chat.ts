import type { Readable } from 'node:stream';
import type { RequestContext } from '../../context/request-context.ts';
import { openaiErrorBody } from '../../errors/openai-error-body.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import { encodeText } from '../../large-json/byte-string.ts';
import type { Sink } from '../../stream/sink.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import { relayUpstream } from '../../upstream/relay/relay-upstream.ts';
import { watchChat } from './watch-chat.ts';

/** Writes the chunks of a chat completion as they come; model and usage are read on the side. Never rejects for the upstream's failures. */
export function relayChat(upstream: Readable, context: RequestContext): (sink: Sink) => Promise<void> {
  return async (sink) => {
    const watch = watchChat();
    const { code, cause } = await relayUpstream(context, { upstream, sink, watch, failure });
    const { model, usage, serviceTier, hasFailed } = watch.seen();
    recordResponse(context, { model, usage, service_tier: serviceTier });
    const terminalEvent = code !== undefined || hasFailed ? 'error' : '[DONE]';
    context.recorder.streamed({ terminalEvent, errorCode: code, cause });
  };
}

/** An error in place of a chunk, as OpenAI sends it: its SDKs raise it. */
function failure(error: ServiceError): string {
  return encodeText(`data: ${JSON.stringify(openaiErrorBody(error))}\n\n`);
}
