import type { Response } from 'openai/resources/responses/responses';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { Call } from '../../context/call.ts';
import { decodeText } from '../../large-json/byte-string.ts';
import { type LongString, takeOutLongStrings } from '../../large-json/long-strings.ts';
import { openImageStore } from '../../storage/images/open-image-store.ts';
import type { Sink } from '../../stream/sink.ts';
import { writeParts } from '../../stream/write-parts.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { DEADLINE_MARGIN_MS, type UpstreamAnswer } from '../../upstream/request-upstream.ts';
import { sendResponse } from '../../upstream/send-response.ts';
import { audioMediaTypeOf } from './events/audio-media-type.ts';
import { imageResult } from './images/generated-images.ts';
import { type AnsweredImage, imageAnswer, jsonParts } from './images/image-answer.ts';
import { imageInterceptor } from './images/image-interceptor.ts';
import { imageOrigin, keepImage } from './images/keep-image.ts';
import { completeImageRequest } from './schemas/image-defaults.ts';
import type { ImageRequest } from './schemas/image-request.ts';
import { streamResponse } from './streaming/stream-response.ts';
import { noteResponse } from './tracking/note-response.ts';
import type { ResponseTracker } from './tracking/response-tracker.ts';
import { trackAnswer } from './tracking/track-answer.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * `create-image`: one response with its images, kept in S3 and answered as requested; a background one as it is queued (202).
 * Throws `ServiceError`.
 */
export function createImage(tracker: ResponseTracker) {
  return async (request: ImageRequest, call: Call) => {
    const { params, warnings, delivery } = prepare(request, call);
    const tracking = trackAnswer(params, call, tracker, { delivery });
    const upstream = await sendResponse({ ...params, stream: false }, call);
    const { response, strings } = await tracking.read(readBody(call, upstream, 'images'), (pieces) =>
      readResponse(pieces, upstream, call),
    );
    noteResponse(call, response);
    const followed = await tracking.accept(response);
    const images = await keepImages(response, strings, call);
    const answer = imageAnswer(response, images, delivery, audioMediaTypeOf(params));
    const facts = { warnings: [...warnings, ...followed.warnings], upstreamMs: upstream.latencyMs };
    return {
      statusCode: followed.statusCode,
      headers: { 'content-type': JSON_TYPE, ...answerHeaders(call, facts), ...followed.headers },
      // In parts: as one string, an answer with its base64 twice would be several times as large as its images.
      stream: (sink: Sink) => writeParts(jsonParts(answer, strings), sink),
    };
  };
}

/** `stream-image`: the events as frames, and `image.stored` after each image. Throws as `streamResponse` does. */
export function streamImage(tracker: ResponseTracker) {
  return (request: ImageRequest, call: Call) => {
    const { params, warnings, delivery } = prepare(request, call);
    const interceptor = imageInterceptor({
      delivery,
      openStore: () => openImageStore(call.environment),
      keeps: call.environment.storageBucket !== undefined,
      now: call.date,
    });
    const requested = { include: params.include ?? [], delivery };
    return streamResponse(params, call, { tracker, requested, warnings, interceptor });
  };
}

function readResponse(
  pieces: readonly Buffer[],
  upstream: UpstreamAnswer,
  call: Call,
): { readonly response: Response; readonly strings: readonly LongString[] } {
  const { json, strings } = takeOutLongStrings(pieces);
  return { response: parseAnswer(decodeText(json), upstream, call) as unknown as Response, strings };
}

function prepare(request: ImageRequest, call: Call) {
  const { defaultModel: model, defaultImageModel: imageModel } = call.environment;
  const { request: params, warnings, delivery } = completeImageRequest(request, { model, imageModel });
  // The store loads while OpenAI works; what goes wrong with it is told with the first image.
  openImageStore(call.environment).catch(() => undefined);
  return { params, warnings, delivery };
}

function keepImages(response: Response, strings: readonly LongString[], call: Call): Promise<AnsweredImage[]> {
  const origin = imageOrigin(response, call.date());
  const output: unknown = response.output;
  const found = (Array.isArray(output) ? output : []).flatMap((item: unknown, outputIndex) => {
    const result = imageResult(item, strings);
    return result ? [{ ...result, outputIndex }] : [];
  });
  const openStore = () => openImageStore(call.environment);
  // An image that S3 has not taken by then still goes out, inline, before the function's own time is up.
  const signal = AbortSignal.timeout(Math.max(call.remainingMs() - 2 * DEADLINE_MARGIN_MS, 0));
  return Promise.all(
    found.map(async (image) => ({ ...image, ...(await keepImage(image, origin, openStore, signal)) })),
  );
}
