import { Readable } from 'node:stream';
import type { StreamAnswer } from '../../../context/answer.ts';
import { answerHeaders, eventStreamHeaders } from '../../../context/answer-headers.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import type { EventCatalogue } from '../../../stream/event-catalogue.ts';
import { serviceFrames } from '../../../stream/service-frames.ts';
import type { Sink } from '../../../stream/sink.ts';
import { forwardUpstream } from '../../../upstream/forward-upstream.ts';
import { openEventStream } from '../../../upstream/open-event-stream.ts';
import type { AnswerFields } from '../../../upstream/parse-answer.ts';
import type { UpstreamAnswer } from '../../../upstream/request-upstream.ts';
import { type AudioState, newAudioState } from '../events/audio-state.ts';
import { audioCost } from './audio-cost.ts';
import { recordAudio } from './record-audio.ts';

/** Which events a stream has. */
export interface AudioStream {
  readonly catalogue: EventCatalogue<AudioState, undefined>;
  /** The type of the event that ends it, which has what it cost. */
  readonly done: string;
  /** The event that a whole answer in place of a stream comes to; undefined where it is none. */
  readonly doneOf?: (answer: AnswerFields) => object | undefined;
}

/**
 * Answers with the events of speech, or of a transcription, as this service's frames: one ends it always. Throws as `openEventStream`
 * does.
 */
export async function streamAudio(
  { catalogue, done, doneOf }: AudioStream,
  upstream: UpstreamAnswer,
  context: RequestContext,
): Promise<StreamAnswer> {
  const body = await openEventStream(upstream, context, (answer) => played(doneOf?.(answer)));
  const state = newAudioState();
  const encoder = serviceFrames<AudioState, undefined, object>(catalogue, {
    adds: ({ type }) => (type === done ? { cost_estimate: audioCost(context, state.usage) } : {}),
  });
  const stream = async (sink: Sink): Promise<void> => {
    await forwardUpstream(context, { catalogue, encoder, upstream: body, sink, state, context: undefined });
    recordAudio(context, state.usage);
  };
  const facts = { warnings: [], upstreamMs: upstream.latencyMs };
  return { statusCode: 200, headers: { ...eventStreamHeaders, ...answerHeaders(context, facts) }, stream };
}

function played(event: object | undefined): Readable | undefined {
  return event && Readable.from([Buffer.from(`data: ${JSON.stringify(event)}\n\n`)]);
}
