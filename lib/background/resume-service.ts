import type { Readable } from 'node:stream';
import { ServiceError } from '../errors/service-error.ts';
import type { StreamState } from '../events/stream-state.ts';
import { answerHeaders, eventStreamHeaders } from '../openai/answer-headers.ts';
import type { Call } from '../openai/call.ts';
import { readEarlierEvents } from '../openai/earlier-events.ts';
import { retrieveStream, retrieveUpstream } from '../openai/retrieve-upstream.ts';
import { eventStreamOf, streamAnswer } from '../openai/stream-answer.ts';
import type { ResumeStreamRequest } from '../requests/resume-stream-request.ts';
import { peekEvents } from '../stream/peek-events.ts';
import { RESPONSE_SOURCE } from './archived-answer.ts';
import { isRunning } from './job-outcome.ts';
import { readArchive } from './read-archive.ts';
import { replayedEnd, replayedStream } from './replay-events.ts';

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
    checkHasEnd(result.status);
    return { body: replayedStream(result, after), source: 'archive', upstreamMs: 0 };
  }
}

async function resumedUpstream({ id, after, ...query }: Wanted, call: Call): Promise<Resumed> {
  // First, since a stream that waits to be read may be cut meanwhile.
  const earlier = after === undefined ? undefined : await readEarlierEvents(id, { ...query, upTo: after }, call);
  const upstream = await retrieveStream(id, { ...query, after }, call);
  const { latencyMs: upstreamMs } = upstream;
  const peeked = await peekEvents(eventStreamOf(upstream), () => true, FIRST_EVENT_MS).catch((cause) => {
    throw new ServiceError('upstream_connection_lost', { cause });
  });
  if (peeked.event || !peeked.ended) return { body: peeked.body, source: 'openai', upstreamMs, earlier, after };
  return { body: await endAgain(id, after, call), source: 'openai', upstreamMs };
}

/** A stream that was read to its end already: what comes behind it is its end, once more. */
async function endAgain(id: string, after: number | undefined, call: Call): Promise<Readable> {
  const { response } = await retrieveUpstream(id, {}, call);
  // Nothing came, and it goes on: the stream was cut, as it may be anywhere.
  if (isRunning(response)) throw new ServiceError('upstream_stream_truncated');
  checkHasEnd(response.status);
  return replayedEnd(response, after);
}

/** Only some ends of a response are ends of its stream. */
function checkHasEnd(status: unknown): void {
  if (status === 'cancelled' || status === 'lost' || status === 'expired') throw new ServiceError(`response_${status}`);
}
