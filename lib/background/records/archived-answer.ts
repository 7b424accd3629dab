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
  { environment, date }: RequestContext,
): Promise<ArchivedImage & Partial<ImageEntry>> {
  const { storageBucket: bucket, s3Endpoint: endpoint, imageUrlTtlSeconds: ttlSeconds } = environment;
  if (image.key === undefined || bucket === undefined) return image;
  const { imageUrl } = await import('../../storage/presigned-url.ts');
  const { key, content_type: contentType } = image;
  const { url, expiresAt } = await imageUrl({ bucket, key, contentType, ttlSeconds, now: date() }, endpoint);
  return { ...image, url, expires_at: expiresAt };
}
