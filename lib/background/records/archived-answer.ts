import { textAnswer } from '../../apis/responses/answers/text-answer.ts';
import { costHeader, warningsHeader } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { ImageEntry } from '../../storage/images/image-entry.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import { type ArchivedImage, type ArchivedResult, isResult } from './archived-result.ts';

/** Says where an answer comes from. */
export const RESPONSE_SOURCE = 'x-response-source';

/**
 * The answer that an archived result gives, like the one that OpenAI gave while it had it: the response with its text and
 * tool calls, and its images with fresh URLs. One that was lost or has expired says so in `status` and `error`. What of `include`
 * the response was not made with is not in it, which a warning says.
 */
export async function archivedAnswer(result: ArchivedResult, context: RequestContext, include: readonly string[] = []) {
  const { status, error, cost_estimate: cost } = result;
  const response = isResult(result) ? result.response : { ...result.response, status, error };
  recordResponse(context, response);
  context.recorder.generated({ costEstimate: cost });
  context.recorder.countedElsewhere();
  const answer = textAnswer(response);
  const lacking = include.filter((wanted) => !result.include?.includes(wanted));
  const images = await Promise.all(result.images.map((image) => withUrl(image, context)));
  const [first] = images;
  return {
    statusCode: 200,
    headers: {
      'cache-control': 'no-store',
      [RESPONSE_SOURCE]: 'archive',
      ...costHeader(context),
      ...warningsHeader(lacking.map((wanted) => `the archived result does not include ${wanted}`)),
    },
    body: images.length === 0 ? answer : { ...answer, output_text: first?.url ?? answer.output_text, images },
  };
}

/** An image with a fresh URL, where S3 has it. */
export async function withUrl(
  image: ArchivedImage,
  context: RequestContext,
): Promise<ArchivedImage & Partial<ImageEntry>> {
  const { key, content_type } = image;
  const place = key === undefined ? undefined : await urlOf({ key, content_type }, context);
  return place ? { ...image, url: place.url, expires_at: place.expiresAt } : image;
}

/** A fresh URL of an object that S3 has; undefined where there is no bucket. */
export async function urlOf(
  { key, content_type: contentType }: { readonly key: string; readonly content_type: string },
  { environment, date }: RequestContext,
): Promise<{ readonly url: string; readonly expiresAt: string } | undefined> {
  const { storageBucket: bucket, s3Endpoint: endpoint, imageUrlTtlSeconds: ttlSeconds } = environment;
  if (bucket === undefined) return undefined;
  const { imageUrl } = await import('../../storage/presigned-url.ts');
  return imageUrl({ bucket, key, contentType, ttlSeconds, now: date() }, endpoint);
}
