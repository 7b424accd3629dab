import { RESPONSE_SOURCE } from '../../background/records/archived-answer.ts';
import {
  checkHasEnd,
  type Resumed,
  replayStored,
  replayWhole,
  type WantedStream,
} from '../../background/replay/replay-response.ts';
import { replayedEnd } from '../../background/replay/replayed-events.ts';
import { replayedStream } from '../../background/replay/replayed-stream.ts';
import { resumedImages } from '../../background/replay/resumed-images.ts';
import { isRunning } from '../../background/settle/job-outcome.ts';
import { answerHeaders, eventStreamHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { answerCut } from '../../errors/unreadable-answer.ts';
import { peekEvents } from '../../stream/peek-events.ts';
import { openEventStream } from '../../upstream/open-event-stream.ts';
import { retrieveStream, retrieveUpstream } from '../../upstream/retrieve-upstream.ts';
import { responseCatalogue } from './events/response-catalogue.ts';
import type { ResumeStreamRequest } from './schemas/resume-stream-request.ts';
import { readEarlierEvents } from './streaming/earlier-events.ts';
import { streamAnswer } from './streaming/stream-answer.ts';

/** How long a resumed stream may be silent before its status goes out: one that has nothing left ends at once. */
const FIRST_EVENT_MS = 1_000;

/** Statuses with which OpenAI says that it does not replay a stream; others are failures like any. */
const NOT_REPLAYED = new Set([400, 404, 409, 410, 422]);

/**
 * `resume-stream`: the events of a response after a number, from OpenAI while it replays them, else played from the archived
 * result or from the response as OpenAI has it. Throws a `ServiceError` where there is none of these.
 */
export async function resumeStream(
  { id, startingAfter: after, ...query }: ResumeStreamRequest,
  context: RequestContext,
) {
  context.recorder.countedElsewhere();
  const { body, source, upstreamMs, ...place } = await resumed({ id, after, ...query }, context);
  return {
    statusCode: 200 as const,
    headers: {
      ...eventStreamHeaders,
      [RESPONSE_SOURCE]: source,
      ...answerHeaders(context, { warnings: [], upstreamMs }),
    },
    stream: streamAnswer(body, context, { resumable: true, responseId: id, ...place }),
  };
}

async function resumed(wanted: WantedStream, context: RequestContext): Promise<Resumed> {
  try {
    return await resumedUpstream(wanted, context);
  } catch (error) {
    if (!(error instanceof ServiceError) || !error.openaiError || !NOT_REPLAYED.has(error.statusCode)) throw error;
    return replayStored(wanted, error, context);
  }
}

async function resumedUpstream(wanted: WantedStream, context: RequestContext): Promise<Resumed> {
  const { id, after, ...query } = wanted;
  // First, since a stream that waits to be read may be cut meanwhile.
  const earlier = after === undefined ? undefined : await readEarlierEvents(id, { ...query, upTo: after }, context);
  const upstream = await retrieveStream(id, { ...query, after }, context);
  const { latencyMs: upstreamMs } = upstream;
  const events = await openEventStream(upstream, context);
  const peeking = peekEvents(events, responseCatalogue, () => true, FIRST_EVENT_MS).catch((cause) => {
    throw answerCut(cause);
  });
  // Together: neither waits for the other, and nothing is read of S3 for a stream that OpenAI refuses.
  const [peeked, interceptor] = await Promise.all([peeking, resumedImages(id, context)]);
  if (peeked.ended && !peeked.event) return repeatedEnd(wanted, earlier?.end, context);
  return { body: peeked.body, source: 'openai', upstreamMs, earlier: earlier?.state, after, interceptor };
}

/**
 * What comes after a stream of which nothing more came: its end once more, where that is known to lie before the caller's
 * place; else whatever the caller may lack of it.
 */
async function repeatedEnd(wanted: WantedStream, end: number | undefined, context: RequestContext): Promise<Resumed> {
  const whole = await retrieveUpstream(wanted.id, {}, context);
  // It goes on: the stream was cut, as it may be anywhere.
  if (isRunning(whole.response)) throw new ServiceError('upstream_stream_truncated');
  if (end === undefined) return replayWhole(whole, wanted, context);
  const { response, strings, latencyMs: upstreamMs } = whole;
  checkHasEnd(response.status);
  return { body: replayedStream(replayedEnd(response, end), { strings }), source: 'openai', upstreamMs };
}
