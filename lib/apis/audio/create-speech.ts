import type { SpeechCreateParams } from 'openai/resources/audio/speech';
import type { Answer, StreamAnswer } from '../../context/answer.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { answerCut } from '../../errors/unreadable-answer.ts';
import { peekStart } from '../../stream/peek-start.ts';
import type { Sink } from '../../stream/sink.ts';
import { writeParts } from '../../stream/write-parts.ts';
import { openaiClient } from '../../upstream/client.ts';
import { flowBody } from '../../upstream/flow-body.ts';
import { isEventStream } from '../../upstream/is-event-stream.ts';
import { isJson } from '../../upstream/is-json.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { requestUpstream, type UpstreamAnswer } from '../../upstream/request-upstream.ts';
import { speechCost } from '../../usage/speech-cost.ts';
import { speechCatalogue } from './events/speech-catalogue.ts';
import type { SpeechRequest } from './schemas/speech-request.ts';
import { type KeptSpeech, keepFlow, newKeptSpeech } from './speech/keep-speech.ts';
import { soundType } from './speech/sound-type.ts';
import { speechAnswer } from './speech/speech-answer.ts';
import { streamAudio } from './streaming/stream-audio.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** A sound of OpenAI's, and whether it is kept. */
interface Spoken {
  readonly upstream: UpstreamAnswer;
  readonly contentType: string;
  /** Undefined where nothing is to be kept, or there is no bucket. */
  readonly kept: KeptSpeech | undefined;
  readonly warnings: readonly string[];
}

/**
 * `create-speech`: the sound as it comes, kept in S3 meanwhile where that was asked for; its events; or, with `audio_delivery`, JSON of what
 * was kept. Throws `ServiceError`.
 */
export async function createSpeech(request: SpeechRequest, context: RequestContext): Promise<Answer> {
  const { store = false, audio_delivery: delivery, ...asked } = request;
  const params = await context.guard.admit(asked, 'speech');
  const { model } = params;
  context.recorder.requested(params, { model });
  const { audio } = openaiClient(context.environment);
  // The schema says what the SDK's type does, but that fields are there; what OpenAI has added since this SDK goes through as well.
  const body = params as SpeechCreateParams;
  const upstream = await requestUpstream(context, { kind: 'generation', model }, (options) =>
    audio.speech.create(body, options).asResponse(),
  );
  if (params.stream_format === 'sse' || isEventStream(upstream.response))
    return streamAudio({ catalogue: speechCatalogue, done: 'speech.audio.done' }, upstream, context);
  if (await saysJson(upstream, context)) return refuseJson(upstream, context);
  context.recorder.generated({ costEstimate: speechCost(params) });
  // Until somebody reads it, nobody else listens, and an error that nobody hears ends the process.
  upstream.response.body.on('error', () => undefined);
  const kept = store ? await newKeptSpeech(context) : undefined;
  const contentType = soundType(upstream.response, params.response_format);
  const warnings = kept?.warnings ?? (store ? ['sound not stored: this deployment has no bucket'] : []);
  const spoken = { upstream, contentType, kept, warnings };
  return delivery === undefined ? flowing(spoken, context) : delivered(spoken, delivery, context);
}

/** Some gateways do not say what they answer: then its beginning does. No sound begins so. */
async function saysJson({ response }: UpstreamAnswer, { environment }: RequestContext): Promise<boolean> {
  if (isJson(response)) return true;
  if (response.headers.get('content-type')) return false;
  const start = await peekStart(response.body, environment.streamIdleTimeoutMs).catch((cause: unknown) => {
    throw answerCut(cause);
  });
  if (start !== undefined) return /^[{[]/.test(start);
  response.body.destroy();
  throw new ServiceError('upstream_timeout');
}

/** JSON is no sound: what it says of a failure is thrown. */
async function refuseJson(upstream: UpstreamAnswer, context: RequestContext): Promise<never> {
  const text = Buffer.concat(await readBody(context, upstream)).toString('utf8');
  parseAnswer(text, upstream, context);
  throw new ServiceError('upstream_invalid_response', { cause: new Error('Expected sound, got JSON') });
}

function flowing({ upstream, contentType, kept, warnings }: Spoken, context: RequestContext): StreamAnswer {
  const { body } = upstream.response;
  // While the id was written down: it can still be said.
  if (body.destroyed && !body.readableEnded) throw answerCut(body.errored);
  const flow = flowBody(body, context);
  const headers = {
    'content-type': contentType,
    ...(kept && { 'x-speech-id': kept.id }),
    ...answerHeaders(context, { warnings, upstreamMs: upstream.latencyMs }),
  };
  if (!kept) return { statusCode: 200, headers, stream: flow };
  let keeping: Promise<void> | undefined;
  const stream = (sink: Sink): Promise<void> => {
    keeping = keepFlow(kept.id, { body, contentType }, context);
    return flow(sink);
  };
  return { statusCode: 200, headers, stream, after: async () => keeping };
}

async function delivered(
  { upstream, contentType, kept, warnings }: Spoken,
  delivery: NonNullable<SpeechRequest['audio_delivery']>,
  context: RequestContext,
): Promise<StreamAnswer> {
  const pieces = await readBody(context, upstream, 'sound');
  const { facts, parts } = await speechAnswer({ pieces, contentType, delivery, kept }, context);
  context.recorder.answered(facts);
  const headers = {
    'content-type': JSON_TYPE,
    'cache-control': 'no-store',
    ...answerHeaders(context, { warnings, upstreamMs: upstream.latencyMs }),
  };
  return { statusCode: 200, headers, stream: (sink) => writeParts(parts(), sink) };
}
