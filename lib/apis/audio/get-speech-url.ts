import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import type { SpeechUrlRequest } from './schemas/speech-url-request.ts';

/**
 * `get-speech-url`: a fresh URL of stored speech. Throws `ServiceError`: `speech_not_kept` where the service has no bucket,
 * `speech_not_found` where S3 has none of this id.
 */
export async function getSpeechUrl({ id }: SpeechUrlRequest, context: RequestContext) {
  const { storageBucket: bucket, s3Endpoint: endpoint, imageUrlTtlSeconds: ttlSeconds } = context.environment;
  if (bucket === undefined) throw new ServiceError('speech_not_kept');
  const { findSpeech, speechUrl } = await import('../../storage/speech/speech-store.ts');
  const { contentType, bytes } = await findSpeech({ id, bucket, endpoint, signal: s3Deadline(context.deadline) });
  const { url, expiresAt } = await speechUrl({ id, bucket, endpoint, contentType, ttlSeconds, now: context.date() });
  const facts = { id, expires_at: expiresAt, content_type: contentType, bytes };
  context.recorder.answered(facts);
  // A URL is worth as much as the sound: no cache on the way may keep it.
  return { statusCode: 200 as const, headers: { 'cache-control': 'no-store' }, body: { ...facts, url } };
}
