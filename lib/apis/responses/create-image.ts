import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { Fields } from '../../json/fields.ts';
import { decodeText } from '../../large-json/byte-string.ts';
import { type LongString, takeOutLongStrings } from '../../large-json/long-strings.ts';
import type { Sink } from '../../stream/sink.ts';
import { writeParts } from '../../stream/write-parts.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import type { UpstreamAnswer } from '../../upstream/request-upstream.ts';
import { sendResponse } from '../../upstream/send-response.ts';
import { audioMediaTypeOf } from './events/audio-media-type.ts';
import { imageAnswer, jsonParts } from './images/image-answer.ts';
import { keepImages } from './images/keep-images.ts';
import { prepareImage } from './prepare-image.ts';
import type { ImageRequest } from './schemas/image-request.ts';
import type { ResponseTracker } from './tracking/response-tracker.ts';
import { trackAnswer } from './tracking/track-answer.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * `create-image`: one response with its images, kept in S3 and answered as requested; a background one as it is queued (202).
 * Throws `ServiceError`.
 */
export function createImage(tracker: ResponseTracker) {
  return async (request: ImageRequest, context: RequestContext) => {
    const { params, warnings, delivery } = prepareImage(request, context);
    const tracking = trackAnswer(params, context, tracker, { delivery });
    const upstream = await sendResponse({ ...params, stream: false }, context);
    const { response, strings } = await tracking.read(readBody(context, upstream, 'images'), (pieces) =>
      readResponse(pieces, upstream, context),
    );
    recordResponse(context, response);
    const [owned, followed] = await Promise.all([context.guard.made(response), tracking.accept(response)]);
    const images = await keepImages(response, strings, context);
    const answer = imageAnswer(response, images, delivery, audioMediaTypeOf(params));
    const facts = { warnings: [...warnings, ...owned, ...followed.warnings], upstreamMs: upstream.latencyMs };
    return {
      statusCode: followed.statusCode,
      headers: { 'content-type': JSON_TYPE, ...answerHeaders(context, facts), ...followed.headers },
      // In parts: as one string, an answer with its base64 twice would be several times as large as its images.
      stream: (sink: Sink) => writeParts(jsonParts(answer, strings), sink),
    };
  };
}

function readResponse(
  pieces: readonly Buffer[],
  upstream: UpstreamAnswer,
  context: RequestContext,
): { readonly response: Fields; readonly strings: readonly LongString[] } {
  const { json, strings } = takeOutLongStrings(pieces);
  return { response: parseAnswer(decodeText(json), upstream, context), strings };
}
