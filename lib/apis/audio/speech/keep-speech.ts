import { PassThrough, type Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import { toServiceError } from '../../../errors/error-body.ts';
import { ServiceError } from '../../../errors/service-error.ts';
import { logger } from '../../../logging/logger.ts';
import { s3Deadline } from '../../../storage/s3-deadline.ts';
import { newSpeechId } from '../../../storage/speech/speech-id.ts';

/** Speech that gets an id of its own and a place in the bucket. */
export interface KeptSpeech {
  readonly id: string;
  /** What could not be written down of whose it is. */
  readonly warnings: readonly string[];
}

/** More than this is not held for an S3 that is slower than OpenAI, in bytes. */
const MOST_HELD = 32 * 1024 * 1024;

/** An id that is the caller's own; undefined where there is no bucket. It may be told as soon as this resolves. */
export async function newKeptSpeech({ environment, guard }: RequestContext): Promise<KeptSpeech | undefined> {
  if (environment.storageBucket === undefined) return undefined;
  const id = newSpeechId();
  return { id, warnings: await guard.made({ object: 'speech', id }) };
}

/** Puts speech into the bucket as it comes. Rejects with a `ServiceError`. The S3 client is loaded meanwhile. */
export async function keepSpeech(
  id: string,
  sound: { readonly body: Readable; readonly contentType: string },
  { environment, deadline }: RequestContext,
): Promise<number> {
  const { storageBucket: bucket, s3Endpoint: endpoint } = environment;
  if (bucket === undefined) throw new ServiceError('speech_not_kept');
  const { putSpeech } = await import('../../../storage/speech/speech-store.ts');
  return putSpeech({ id, bucket, endpoint, signal: s3Deadline(deadline) }, sound);
}

/**
 * Has a sound kept while it goes out: what S3 does holds nobody up. Returns what resolves once it is kept, or is known not to be, which
 * the log says. Never rejects. Call it where the body's reader begins to read.
 */
export function keepFlow(
  id: string,
  { body, contentType }: { readonly body: Readable; readonly contentType: string },
  context: RequestContext,
): Promise<void> {
  const copy = new PassThrough();
  // Who puts it is told as well.
  copy.on('error', () => undefined);
  body.on('data', (chunk: Buffer) => {
    if (copy.destroyed) return;
    copy.write(chunk);
    if (copy.writableLength > MOST_HELD) copy.destroy(new ServiceError('speech_store_failed'));
  });
  body.once('end', () => copy.end());
  const cut = () => void (body.readableEnded || copy.destroy(new Error('The sound broke off')));
  body.once('close', cut);
  // Broken before anybody listened: none of the above comes again.
  if (body.destroyed) cut();
  return keepSpeech(id, { body: copy, contentType }, context).then(
    () => undefined,
    (error: unknown) => {
      copy.destroy();
      logger().error('speech not kept', { id, error: toServiceError(error) });
    },
  );
}
