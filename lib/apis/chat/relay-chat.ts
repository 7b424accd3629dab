import type { Readable } from 'node:stream';
import type { RequestContext } from '../../context/request-context.ts';
import { openaiErrorBody } from '../../errors/openai-error-body.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import { fieldsOf } from '../../json/fields.ts';
import { encodeText } from '../../large-json/byte-string.ts';
import type { Sink } from '../../stream/sink.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import type { StreamedRequest } from '../../upstream/relay/relay.ts';
import { relayUpstream } from '../../upstream/relay/relay-upstream.ts';
import { watchChat } from './watch-chat.ts';

/** The chunk with which OpenAI says what was used: it has no choices. */
const USAGE_CHUNK = /^data: ?\{(?=.*"choices"\s*:\s*\[\s*\])(?=.*"usage"\s*:\s*\{).*\r?\n\r?\n/gm;

/**
 * Writes the chunks of a chat completion as they come; model and usage are read on the side. What it has used is left out where
 * access has asked for it and the caller has not. Never rejects for the upstream's failures.
 */
export function relayChat(
  upstream: Readable,
  context: RequestContext,
  { asked, sent }: StreamedRequest,
): (sink: Sink) => Promise<void> {
  const leaveOut = asksUsage(sent) && !asksUsage(asked) ? withoutUsage : undefined;
  return async (sink) => {
    const watch = watchChat();
    const { code, cause } = await relayUpstream(context, { upstream, sink, watch, failure, leaveOut });
    const { model, usage, serviceTier, hasFailed } = watch.seen();
    recordResponse(context, { model, usage, service_tier: serviceTier });
    const terminalEvent = code !== undefined || hasFailed ? 'error' : '[DONE]';
    context.recorder.streamed({ terminalEvent, errorCode: code, cause });
  };
}

function asksUsage(request: unknown): boolean {
  return fieldsOf(fieldsOf(request).stream_options).include_usage === true;
}

function withoutUsage(events: Buffer): Buffer {
  if (!events.includes('"usage"')) return events;
  return Buffer.from(events.toString('latin1').replace(USAGE_CHUNK, ''), 'latin1');
}

/** An error in place of a chunk, as OpenAI sends it: its SDKs raise it. */
function failure(error: ServiceError): string {
  return encodeText(`data: ${JSON.stringify(openaiErrorBody(error))}\n\n`);
}
