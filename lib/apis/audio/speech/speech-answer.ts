import { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import { toServiceError } from '../../../errors/error-body.ts';
import { ServiceError } from '../../../errors/service-error.ts';
import type { Fields } from '../../../json/fields.ts';
import { logger } from '../../../logging/logger.ts';
import { type KeptSpeech, keepSpeech } from './keep-speech.ts';

/** A sound that has come whole, and how it is delivered. */
export interface SpokenAnswer {
  readonly pieces: readonly Buffer[];
  readonly contentType: string;
  readonly delivery: 'base64' | 'url' | 'both';
  /** Undefined where there is no bucket. */
  readonly kept: KeptSpeech | undefined;
}

/**
 * The JSON of stored speech, in parts. What could not be stored was paid for all the same: it comes as base64, with the error. Never
 * rejects.
 */
export async function speechAnswer(
  { pieces, contentType, delivery, kept }: SpokenAnswer,
  context: RequestContext,
): Promise<{ readonly facts: Fields; readonly parts: () => Iterable<Buffer> }> {
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  const { url, ...stored } = await storedFields({ pieces, contentType, kept }, context);
  const isStored = url !== undefined;
  const facts = { ...stored, content_type: contentType, bytes };
  const body = { ...facts, ...(isStored && delivery !== 'base64' && { url }) };
  return { facts, parts: () => jsonParts(body, isStored && delivery === 'url' ? undefined : pieces) };
}

async function storedFields(
  { pieces, contentType, kept }: Omit<SpokenAnswer, 'delivery'>,
  context: RequestContext,
): Promise<Fields> {
  try {
    if (kept === undefined) throw new ServiceError('speech_not_kept');
    const { id } = kept;
    const body = Readable.from(pieces, { objectMode: false });
    await keepSpeech(id, { body, contentType }, context);
    const { storageBucket: bucket = '', s3Endpoint: endpoint, imageUrlTtlSeconds: ttlSeconds } = context.environment;
    const { speechUrl } = await import('../../../storage/speech/speech-store.ts');
    const { url, expiresAt } = await speechUrl({ id, bucket, endpoint, contentType, ttlSeconds, now: context.date() });
    return { id, url, expires_at: expiresAt };
  } catch (thrown) {
    const error = toServiceError(thrown);
    logger().error('speech not kept', { id: kept?.id, error });
    const { code, message, hint } = error;
    return { error: { code, message, hint } };
  }
}

/** Base64 is written in pieces: as one string, an answer would be three times as large as its sound. */
function* jsonParts(body: Fields, audio: readonly Buffer[] | undefined): Generator<Buffer> {
  const json = JSON.stringify(body);
  if (audio === undefined) {
    yield Buffer.from(json);
    return;
  }
  yield Buffer.from(`${json.slice(0, -1)},"audio":"`);
  let rest = Buffer.alloc(0);
  for (const piece of audio) {
    const bytes = Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % 3);
    rest = bytes.subarray(whole);
    yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
  }
  yield Buffer.from(`${rest.toString('base64')}"}`);
}
