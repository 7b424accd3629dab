import type { Answer } from '../../../context/answer.ts';
import type { RelayService } from '../../../context/relayed-request.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import type { Fields } from '../../../json/fields.ts';
import { decodeText } from '../../../large-json/byte-string.ts';
import { type LongString, takeOutLongStrings } from '../../../large-json/long-strings.ts';
import { logger } from '../../../logging/logger.ts';
import { openImageStore } from '../../../storage/images/open-image-store.ts';
import { isEventStream } from '../../../upstream/is-event-stream.ts';
import { parseAnswer } from '../../../upstream/parse-answer.ts';
import { readBody } from '../../../upstream/read-body.ts';
import { recordResponse } from '../../../upstream/record-response.ts';
import { relayedAnswer, relayedHeaders, sendRelayed } from '../../../upstream/relay/relay.ts';
import { admitBody } from '../../../upstream/relay/relayed-body.ts';
import type { UpstreamAnswer } from '../../../upstream/request-upstream.ts';
import { imageInterceptor } from '../images/image-interceptor.ts';
import { keepImages } from '../images/keep-images.ts';
import type { RequestedOutput, ResponseTracker } from '../tracking/response-tracker.ts';
import { type AnswerTracker, trackAnswer } from '../tracking/track-answer.ts';
import { trackStream } from '../tracking/track-stream.ts';
import { relayStream } from './relay-stream.ts';

/** A whole answer, and what could be read of it. */
interface WholeAnswer {
  readonly pieces: readonly Buffer[];
  readonly response?: Fields;
  readonly strings: readonly LongString[];
}

/**
 * `create-response`: a response in OpenAI's dialect, whole, streamed or in the background as its body says. Throws as `sendRelayed` and
 * `admitBody` do; of a background response that could not be recorded, `background_not_recorded`.
 */
export function createResponse(tracker: ResponseTracker): RelayService {
  return async (request, context) => {
    const { body, params } = await admitBody(request, context, 'responses');
    const { model, background, include, safety_identifier: safetyIdentifier } = params;
    const asked = typeof model === 'string' ? model : undefined;
    context.recorder.requested(params, {
      model: asked,
      ...(typeof safetyIdentifier === 'string' && { safetyIdentifier }),
    });
    const runsOn = background === true;
    const tracking = trackAnswer(params, context, tracker);
    const kind = runsOn ? 'background' : 'generation';
    const upstream = await sendRelayed(request, context, { kind, model: asked, body });
    if (!isEventStream(upstream.response)) return wholeAnswer(upstream, context, tracking, runsOn);
    const requested = { include: Array.isArray(include) ? include : [] };
    return streamedAnswer(upstream, context, runsOn ? { tracker, requested } : undefined);
  };
}

async function wholeAnswer(
  upstream: UpstreamAnswer,
  context: RequestContext,
  tracking: AnswerTracker,
  runsOn: boolean,
): Promise<Answer> {
  const { pieces, response, strings } = await tracking.read(readBody(context, upstream, 'images'), (read) =>
    runsOn ? readWhole(read, upstream, context) : readIfPossible(read, upstream, context),
  );
  if (!response) return relayedAnswer(upstream, pieces, context);
  recordResponse(context, response);
  const [owned, followed] = await Promise.all([context.guard.made(response), tracking.accept(response)]);
  const answer = relayedAnswer(upstream, pieces, context, [...owned, ...followed.warnings]);
  if (context.environment.storageBucket === undefined) return answer;
  return {
    ...answer,
    // The caller does not wait for S3.
    after: async () => {
      for (const { entry, error } of await keepImages(response, strings, context))
        if (error) logger().error('image not kept', { id: entry.id, code: error.code });
    },
  };
}

function readWhole(pieces: readonly Buffer[], upstream: UpstreamAnswer, context: RequestContext): WholeAnswer {
  const { json, strings } = takeOutLongStrings(pieces);
  return { pieces, response: parseAnswer(decodeText(json), upstream, context), strings };
}

/** What is no response goes on as it came. */
function readIfPossible(pieces: readonly Buffer[], upstream: UpstreamAnswer, context: RequestContext): WholeAnswer {
  try {
    return readWhole(pieces, upstream, context);
  } catch (error) {
    logger().warn('answer not read', { error });
    return { pieces, strings: [] };
  }
}

interface Followed {
  readonly tracker: ResponseTracker;
  readonly requested: RequestedOutput;
}

async function streamedAnswer(
  upstream: UpstreamAnswer,
  context: RequestContext,
  followed: Followed | undefined,
): Promise<Answer> {
  const { body, warnings, responseId } = followed
    ? await trackStream(upstream, context, followed)
    : { body: upstream.response.body, warnings: [], responseId: undefined };
  const { environment } = context;
  const interceptor =
    environment.storageBucket === undefined
      ? undefined
      : imageInterceptor({
          delivery: 'base64',
          openStore: () => openImageStore(environment),
          keeps: true,
          now: context.date,
        });
  return {
    statusCode: upstream.response.status,
    headers: relayedHeaders(upstream, context, warnings),
    ...relayStream(body, context, { creates: true, responseId, interceptor }),
  };
}
