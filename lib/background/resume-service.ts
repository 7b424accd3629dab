import type { Readable } from 'node:stream';
import { ServiceError } from '../errors/service-error.ts';
import { answerCut } from '../errors/unreadable-answer.ts';
import type { StreamState } from '../events/stream-state.ts';
import { answerHeaders, eventStreamHeaders } from '../openai/answer-headers.ts';
import type { Call } from '../openai/call.ts';
import { readEarlierEvents } from '../openai/earlier-events.ts';
import { openEventStream } from '../openai/open-event-stream.ts';
import { retrieveStream, retrieveUpstream, type WholeResponse } from '../openai/retrieve-upstream.ts';
import { streamAnswer } from '../openai/stream-answer.ts';
import type { ResumeStreamRequest } from '../requests/resume-stream-request.ts';
import { peekEvents } from '../stream/peek-events.ts';
import type { Sideline } from '../stream/sideline.ts';
import { RESPONSE_SOURCE } from './archived-answer.ts';
import { isResult } from './archived-result.ts';
import { isRunning } from './job-outcome.ts';
import { readArchive } from './read-archive.ts';
import { replayedEnd, replayedStream } from './replay-events.ts';
import { resumedImages } from './resumed-images.ts';

/** How long a resumed stream may be silent before its status goes out: one that has nothing left ends at once. */
const FIRST_EVENT_MS = 1_000;

/** Statuses with which OpenAI says that it does not replay a stream; others are failures like any. */
const NOT_REPLAYED = new Set([400, 404, 409, 410, 422]);

/** The rest of a stream, and where it comes from. */
interface Resumed {
  readonly body: Readable;
  readonly source: 'openai' | 'archive';
  readonly upstreamMs: number;
  /** What the events before have shown; undefined for a replay, which needs none of it. */
  readonly earlier?: StreamState | undefined;
  /** Events up to this number are not the caller's. */
  readonly after?: number | undefined;
  readonly sideline?: Sideline | undefined;
}

/**
 * `resume-stream`: the events of a background response behind a number, from OpenAI while it replays them, else the rest of
 * the archived result. Throws a `ServiceError` where there is neither: OpenAI's refusal, with a hint to retrieve the response.
 */
export async function resumeStream({ id, startingAfter, ...query }: ResumeStreamRequest, call: Call) {
  call.notes.countedElsewhere = true;
  const { body, source, upstreamMs, ...place } = await resumed({ id, after: startingAfter, ...query }, call);
  return {
    statusCode: 200 as const,
    headers: { ...eventStreamHeaders, [RESPONSE_SOURCE]: source, ...answerHeaders(call, { warnings: [], upstreamMs }) },
    stream: streamAnswer(body, call, { resumable: true, responseId: id, ...place }),
  };
}

type Wanted = Omit<ResumeStreamRequest, 'startingAfter'> & { readonly after: number | undefined };

async function resumed(wanted: Wanted, call: Call): Promise<Resumed> {
  const { id, after } = wanted;
  try {
    return await resumedUpstream(wanted, call);
  } catch (error) {
    if (!(error instanceof ServiceError) || !error.openaiError || !NOT_REPLAYED.has(error.statusCode)) throw error;
    const { result, error: unread } = await readArchive(id, call);
    if (!result) throw unread ?? error;
    // An expired response that has ended after all is worth more than the word that it had not.
    const ended = isResult(result) ? undefined : await endedResponse(id, call).catch(() => undefined);
    checkHasEnd(ended?.status ?? result.status);
    const body = replayedStream(ended ? { response: ended } : result, after);
    return { body, source: ended ? 'openai' : 'archive', upstreamMs: 0 };
  }
}

async function resumedUpstream({ id, after, ...query }: Wanted, call: Call): Promise<Resumed> {
  // First, since a stream that waits to be read may be cut meanwhile.
  const earlier = after === undefined ? undefined : await readEarlierEvents(id, { ...query, upTo: after }, call);
  const upstream = await retrieveStream(id, { ...query, after }, call);
  const { latencyMs: upstreamMs } = upstream;
  const events = await openEventStream(upstream, call, 'refuse');
  const peeking = peekEvents(events, () => true, FIRST_EVENT_MS).catch((cause) => {
    throw answerCut(cause);
  });
  // Together: neither waits for the other, and nothing is read of S3 for a stream that OpenAI refuses.
  const [peeked, sideline] = await Promise.all([peeking, resumedImages(id, call)]);
  const source = 'openai';
  if (peeked.ended && !peeked.event) {
    return { body: await endAgain(id, { after, end: earlier?.end }, call), source, upstreamMs };
  }
  return { body: peeked.body, source, upstreamMs, earlier: earlier?.state, after, sideline };
}

/**
 * What comes behind a stream of which nothing more came: its end once more, where that is known to lie before the caller's
 * place; else whatever of its text the caller may lack.
 */
async function endAgain(
  id: string,
  { after, end }: { readonly after: number | undefined; readonly end: number | undefined },
  call: Call,
): Promise<Readable> {
  const response = await endedResponse(id, call);
  // It goes on: the stream was cut, as it may be anywhere.
  if (!response) throw new ServiceError('upstream_stream_truncated');
  checkHasEnd(response.status);
  return end === undefined ? replayedStream({ response }, after) : replayedEnd(response, end);
}

/** A response as OpenAI has it; undefined while it runs on. */
async function endedResponse(id: string, call: Call): Promise<WholeResponse['response'] | undefined> {
  const { response } = await retrieveUpstream(id, {}, call);
  return isRunning(response) ? undefined : response;
}

/** Only some ends of a response are ends of its stream. */
function checkHasEnd(status: unknown): void {
  if (status === 'cancelled' || status === 'lost' || status === 'expired') throw new ServiceError(`response_${status}`);
}
