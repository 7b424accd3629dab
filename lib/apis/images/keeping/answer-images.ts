import type { StreamAnswer } from '../../../context/answer.ts';
import { answerHeaders } from '../../../context/answer-headers.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import { type Fields, fieldsOf } from '../../../json/fields.ts';
import { decodeText, encodeText } from '../../../large-json/byte-string.ts';
import { takeOutLongStrings, withLongStrings } from '../../../large-json/long-strings.ts';
import { deliveredEntry, type ImageDelivery } from '../../../storage/images/image-entry.ts';
import { storeFailure } from '../../../storage/images/keep-image.ts';
import { writeParts } from '../../../stream/write-parts.ts';
import { parseAnswer } from '../../../upstream/parse-answer.ts';
import { readBody } from '../../../upstream/read-body.ts';
import type { UpstreamAnswer } from '../../../upstream/request-upstream.ts';
import { imagesIn, recordImages } from '../streaming/record-images.ts';
import { IMAGE_SET_ID, newImageSet } from './image-set.ts';
import { type AnsweredImage, keepAnswered } from './keep-answered.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Answers with OpenAI's JSON and one entry of `images` for each image. With `url`, base64 is left out of every image that the store took;
 * one that it did not take is never lost. Throws as `readBody` and `parseAnswer` do.
 */
export async function answerImages(
  upstream: UpstreamAnswer,
  delivery: ImageDelivery,
  context: RequestContext,
): Promise<StreamAnswer> {
  const { json, strings } = takeOutLongStrings(await readBody(context, upstream, 'images'));
  const answer: Fields = parseAnswer(decodeText(json), upstream, context);
  const { data, usage, created } = answer;
  recordImages(context, { images: imagesIn(data), usages: [usage], createdAt: created });
  const set = await newImageSet(context);
  const images = await keepAnswered(answer, strings, set, context);
  const { costEstimate = null } = context.recorder.facts();
  const body = {
    ...(set && { id: set.id }),
    ...answer,
    data: withoutStored(answer.data, images, delivery),
    images: images.map(({ entry, error }) => ({
      ...deliveredEntry(entry, delivery),
      ...(error ? { error: storeFailure(error) } : {}),
    })),
    cost_estimate: costEstimate,
  };
  const facts = { warnings: set?.warnings ?? [], upstreamMs: upstream.latencyMs };
  return {
    statusCode: 200,
    headers: { 'content-type': JSON_TYPE, ...(set && { [IMAGE_SET_ID]: set.id }), ...answerHeaders(context, facts) },
    // In parts: as one string, an answer would be several times as large as its images.
    stream: (sink) => writeParts(withLongStrings(encodeText(JSON.stringify(body)), strings), sink),
  };
}

function withoutStored(data: unknown, images: readonly AnsweredImage[], delivery: ImageDelivery): unknown {
  if (!Array.isArray(data) || delivery !== 'url') return data;
  const stored = new Set(images.filter(({ entry }) => entry.url !== undefined).map(({ index }) => index));
  return data.map((image: unknown, index) => {
    if (!stored.has(index)) return image;
    const { b64_json: _base64, ...rest } = fieldsOf(image);
    return rest;
  });
}
