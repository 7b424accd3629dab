import type { Readable } from 'node:stream';
import { newStreamState, type StreamState } from '../../apis/responses/events/stream-state.ts';
import type { ResumeStreamRequest } from '../../apis/responses/schemas/resume-stream-request.ts';
import { frameOf } from '../../apis/responses/streaming/response-frames.ts';
import { streamContext } from '../../apis/responses/streaming/stream-context.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { encodeText } from '../../large-json/byte-string.ts';
import type { Interceptor } from '../../stream/interceptor.ts';
import { retrieveUpstream, type WholeResponse } from '../../upstream/retrieve-upstream.ts';
import { type ArchivedResult, isResult } from '../records/archived-result.ts';
import { readArchive } from '../records/read-archive.ts';
import { isRunning } from '../settle/job-outcome.ts';
import { archivedImages } from './archived-images.ts';
import { entriesOf, type ReplayedEvent } from './played-event.ts';
import { archivedEvents, replayedEvents } from './replayed-events.ts';
import { replayedStream } from './replayed-stream.ts';
import { resumedImages } from './resumed-images.ts';

/** The rest of a stream, and where it comes from. */
export interface Resumed {
  readonly body: Readable;
  readonly source: 'openai' | 'archive';
  readonly upstreamMs: number;
  /** What the events before have shown; undefined where that is not known, or nothing. */
  readonly earlier?: StreamState | undefined;
  /** Events up to this number are not the caller's. */
  readonly after?: number | undefined;
  readonly interceptor?: Interceptor | undefined;
}

/** A stream that somebody wants, from after a number on. */
export type WantedStream = Omit<ResumeStreamRequest, 'startingAfter'> & { readonly after: number | undefined };

/**
 * The stream of a response whose own stream OpenAI does not replay, played from the archived result, else from the response as
 * OpenAI has it. Throws a `ServiceError` where there is neither, or no end: `refusal`, which OpenAI gave for its stream, with
 * what to do meanwhile where the response runs on.
 */
export async function replayStored(
  wanted: WantedStream,
  refusal: ServiceError,
  context: RequestContext,
): Promise<Resumed> {
  const { id, include } = wanted;
  const { result, error: unread } = await readArchive(id, context);
  if (result && isResult(result)) return replayArchived(result, wanted, context);
  const whole = await retrieveUpstream(id, { include }, context).catch((error: unknown) => {
    // What the archive says is the last word where OpenAI has none; else its failure is worth more than its refusal.
    if (result || (error instanceof ServiceError && error.statusCode === 404)) return undefined;
    throw error;
  });
  // An expired response that has ended after all is worth more than the word that it had not.
  if (whole && !isRunning(whole.response)) return replayWhole(whole, wanted, context);
  if (result) checkHasEnd(result.status);
  throw whole ? stillRunning(refusal, whole.response.status) : (unread ?? refusal);
}

/** The stream of a response that OpenAI has. Throws a `ServiceError` where it has no end. */
export async function replayWhole(
  { response, strings, latencyMs }: WholeResponse,
  wanted: WantedStream,
  context: RequestContext,
): Promise<Resumed> {
  const { id, after } = wanted;
  checkHasEnd(response.status);
  const events = replayedEvents(response, after);
  const hasImages = entriesOf(response.output).some(([, { type }]) => type === 'image_generation_call');
  const interceptor = hasImages ? await resumedImages(id, context, response) : undefined;
  const place = placeOf(replayedEvents(response), events, wanted, context);
  return {
    body: replayedStream(events, { strings }),
    source: 'openai',
    upstreamMs: latencyMs,
    interceptor: markReplayed(interceptor),
    ...place,
  };
}

function replayArchived(result: ArchivedResult, wanted: WantedStream, context: RequestContext): Resumed {
  const { after } = wanted;
  checkHasEnd(result.status);
  const images = archivedImages(result, context);
  const events = archivedEvents(result, after);
  const body = replayedStream(events, { imageOf: images?.imageOf });
  return {
    body,
    source: 'archive',
    upstreamMs: 0,
    interceptor: markReplayed(images?.interceptor),
    ...placeOf(archivedEvents(result), events, wanted, context),
  };
}

/** Marks the frames that are inserted into a replay, as its events are. */
function markReplayed(interceptor: Interceptor | undefined): Interceptor | undefined {
  return (
    interceptor && {
      ...interceptor,
      open: (insert) => interceptor.open((type, data, strings) => insert(type, { ...data, replayed: true }, strings)),
    }
  );
}

/** The caller's place, unless the replay begins before it, and what the events up to there have shown. */
function placeOf(
  all: readonly ReplayedEvent[],
  [first]: readonly ReplayedEvent[],
  { id, after }: WantedStream,
  context: RequestContext,
): Pick<Resumed, 'after' | 'earlier'> {
  if (after === undefined || !first || first.sequence_number <= after) return {};
  const earlier = newStreamState({ responseId: id, resumable: true });
  const seen = streamContext(context);
  for (const event of all) {
    if (event.sequence_number > after) break;
    frameOf(encodeText(JSON.stringify(event)), undefined, earlier, seen);
  }
  earlier.counts.clear();
  earlier.unknownEvents.clear();
  return { after, earlier };
}

/** Only some ends of a response are ends of its stream. */
export function checkHasEnd(status: unknown): void {
  if (status === 'cancelled' || status === 'lost' || status === 'expired') throw new ServiceError(`response_${status}`);
}

/** OpenAI's refusal, of a response that has no end yet to be replayed. */
function stillRunning(refusal: ServiceError, status: unknown): ServiceError {
  const { code, message, statusCode, parameter, requestId, openaiError } = refusal;
  const hint = `The response is still ${status}: ask GET /api/responses/{id} until it has ended, its stream is replayed then.`;
  return new ServiceError(code, {
    message,
    statusCode,
    parameter,
    requestId,
    openaiError,
    hint,
    retryable: true,
    cause: refusal,
  });
}
