import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import { ServiceError } from '../../../errors/service-error.ts';
import { type Fields, fieldsOf } from '../../../json/fields.ts';
import { EventTooLarge } from '../../../stream/event-reader.ts';
import { PeekFailure, peekEvents } from '../../../stream/peek-events.ts';
import { openEventStream } from '../../../upstream/open-event-stream.ts';
import { headOf, UnfinishedBody } from '../../../upstream/read-body.ts';
import type { UpstreamAnswer } from '../../../upstream/request-upstream.ts';
import { responseCatalogue } from '../events/response-catalogue.ts';
import { eventsOfAnswer } from '../streaming/events-of-answer.ts';
import { lostAnswer, type Tracking } from './begun-response.ts';
import { acceptedResponse } from './response-tracker.ts';

/** The stream of a background response, from its first byte on. */
export interface FollowedStream {
  readonly body: Readable;
  readonly warnings: readonly string[];
  readonly responseId?: string;
}

/**
 * Looks for the response that a stream is of, so that it is recorded before anybody hears of it, for as long as OpenAI says
 * anything at all. Throws a `ServiceError` where there is none to be found.
 */
export async function trackStream(
  upstream: UpstreamAnswer,
  context: RequestContext,
  tracking: Tracking,
): Promise<FollowedStream> {
  const events = await openEventStream(upstream, context, eventsOfAnswer).catch(async (error: unknown) => {
    const cause = error instanceof ServiceError ? error.cause : undefined;
    throw await lostAnswer(error, cause instanceof UnfinishedBody ? cause.head() : Buffer.alloc(0), context, tracking);
  });
  const times = {
    waitMs: context.deadline.leftMs(),
    idleMs: context.environment.streamIdleTimeoutMs,
  };
  try {
    const { body, event, ended, seen } = await peekEvents(events, responseCatalogue, isTelling, times);
    const response = acceptedResponse(event?.response, context.date());
    if (response) {
      const [owned, tracked] = await Promise.all([
        context.guard.made(event?.response),
        tracking.tracker.track(response, context, tracking.requested),
      ]);
      return { body, warnings: [...owned, ...tracked], responseId: response.id };
    }
    // An error in place of a response says that there is none.
    if (event) return { body, warnings: [] };
    throw await lostAnswer(
      new ServiceError(ended ? 'upstream_stream_truncated' : 'upstream_timeout'),
      headOf(seen),
      context,
      tracking,
    );
  } catch (error) {
    events.destroy();
    if (!(error instanceof PeekFailure)) throw error;
    const code = error.cause instanceof EventTooLarge ? 'upstream_too_large' : 'upstream_connection_lost';
    throw await lostAnswer(new ServiceError(code, { cause: error }), headOf(error.seen()), context, tracking);
  }
}

/** Whether an event names the response, or says why there is none. */
function isTelling({ response, type, error }: Fields): boolean {
  if (type === 'error' || (typeof error === 'object' && error !== null)) return true;
  return typeof fieldsOf(response).id === 'string';
}
