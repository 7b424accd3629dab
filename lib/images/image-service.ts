import type { Response } from 'openai/resources/responses/responses';
import { audioMediaTypeOf } from '../events/audio-media-type.ts';
import { decodeText } from '../large-json/byte-string.ts';
import { hollowJson, type Run } from '../large-json/hollow-json.ts';
import { answerHeaders } from '../openai/answer-headers.ts';
import type { Call } from '../openai/call.ts';
import { followAnswer } from '../openai/follow-answer.ts';
import type { ResponseFollower } from '../openai/follow-response.ts';
import { noteResponse } from '../openai/note-response.ts';
import { parseAnswer } from '../openai/parse-answer.ts';
import { readBody } from '../openai/read-body.ts';
import { DEADLINE_MARGIN_MS, type UpstreamAnswer } from '../openai/request-upstream.ts';
import { sendResponse } from '../openai/send-response.ts';
import { streamResponse } from '../openai/stream-response.ts';
import { completeImageRequest } from '../requests/image-defaults.ts';
import type { ImageRequest } from '../requests/image-request.ts';
import type { Sink } from '../stream/sink.ts';
import { writeParts } from '../stream/write-parts.ts';
import { imageResult } from './generated-images.ts';
import { type AnsweredImage, imageAnswer, jsonParts } from './image-answer.ts';
import { imageSideline } from './image-sideline.ts';
import { imageOrigin, keepImage } from './keep-image.ts';
import { openImageStore } from './open-store.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * `create-image`: one response with its images, kept in S3 and answered as asked; a background one as it is queued (202).
 * Throws `ServiceError`.
 */
export function createImage(follower: ResponseFollower) {
  return async (request: ImageRequest, call: Call) => {
    const { params, warnings, delivery } = prepare(request, call);
    const following = followAnswer(params, call, follower, { delivery });
    const upstream = await sendResponse({ ...params, stream: false }, call);
    const { response, runs } = await following.read(readBody(call, upstream, 'images'), (pieces) =>
      readResponse(pieces, upstream, call),
    );
    noteResponse(call, response);
    const followed = await following.accept(response);
    const images = await keepImages(response, runs, call);
    const answer = imageAnswer(response, images, delivery, audioMediaTypeOf(params));
    const facts = { warnings: [...warnings, ...followed.warnings], upstreamMs: upstream.latencyMs };
    return {
      statusCode: followed.statusCode,
      headers: { 'content-type': JSON_TYPE, ...answerHeaders(call, facts), ...followed.headers },
      // In parts: as one string, an answer with its base64 twice would be several times as large as its images.
      stream: (sink: Sink) => writeParts(jsonParts(answer, runs), sink),
    };
  };
}

/** `stream-image`: the events as frames, and `image.stored` behind each image. Throws as `streamResponse` does. */
export function streamImage(follower: ResponseFollower) {
  return (request: ImageRequest, call: Call) => {
    const { params, warnings, delivery } = prepare(request, call);
    const sideline = imageSideline({
      delivery,
      openStore: () => openImageStore(call.environment),
      keeps: call.environment.storageBucket !== undefined,
      now: call.date,
    });
    const asked = { include: params.include ?? [], delivery };
    return streamResponse(params, call, { follower, asked, warnings, sideline });
  };
}

function readResponse(
  pieces: readonly Buffer[],
  upstream: UpstreamAnswer,
  call: Call,
): { readonly response: Response; readonly runs: readonly Run[] } {
  const { json, runs } = hollowJson(pieces);
  return { response: parseAnswer(decodeText(json), upstream, call) as unknown as Response, runs };
}

function prepare(request: ImageRequest, call: Call) {
  const { defaultModel: model, defaultImageModel: imageModel } = call.environment;
  const { request: params, warnings, delivery } = completeImageRequest(request, { model, imageModel });
  // The store loads while OpenAI works; what goes wrong with it is told with the first image.
  openImageStore(call.environment).catch(() => undefined);
  return { params, warnings, delivery };
}

function keepImages(response: Response, runs: readonly Run[], call: Call): Promise<AnsweredImage[]> {
  const origin = imageOrigin(response, call.date());
  const output: unknown = response.output;
  const found = (Array.isArray(output) ? output : []).flatMap((item: unknown, outputIndex) => {
    const result = imageResult(item, runs);
    return result ? [{ ...result, outputIndex }] : [];
  });
  const openStore = () => openImageStore(call.environment);
  // An image that S3 has not taken by then still goes out, inline, before the function's own time is up.
  const signal = AbortSignal.timeout(Math.max(call.remainingMs() - 2 * DEADLINE_MARGIN_MS, 0));
  return Promise.all(
    found.map(async (image) => ({ ...image, ...(await keepImage(image, origin, openStore, signal)) })),
  );
}
