import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { ImageUrlRequest } from '../../apis/responses/schemas/stored-response-requests.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { presignedUrl } from '../presigned-url.ts';
import { s3Client } from '../s3-client.ts';
import { s3Reason } from '../s3-deadline.ts';
import { isMissingObject } from '../s3-failure.ts';
import { imageStoreError } from '../store-error.ts';
import { imageOfPointer, pointerPrefix } from './image-key.ts';
import { readMetadata } from './image-metadata.ts';

/** An image found in S3, with a fresh URL. What S3 does not know of it is null. */
export interface FoundImage {
  readonly id: string;
  readonly key: string;
  readonly url: string;
  /** ISO 8601. */
  readonly expires_at: string;
  readonly content_type: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly size: string | null;
  readonly quality: string | null;
  readonly background: string | null;
  readonly model: string | null;
  /** ISO 8601: when the response was made. */
  readonly created_at: string | null;
}

/**
 * `get-image-url`: fresh URLs of a response's images, in the order in which they were stored. Throws `ServiceError`:
 * `images_not_kept` where the service has no bucket, `images_not_found` where S3 has none of this response.
 */
export async function listImages({ id }: ImageUrlRequest, context: RequestContext) {
  const { storageBucket: bucket, s3Endpoint: endpoint, imageUrlTtlSeconds: ttlSeconds } = context.environment;
  if (bucket === undefined) throw new ServiceError('images_not_kept');
  const client = s3Client({ endpoint });
  // Three attempts of 30 s may outlast the function, whose own answer says more than Lambda's.
  const abortSignal = context.deadline.signal();
  const images = await foundImages({ client, bucket, abortSignal, ttlSeconds, now: context.date() }, id).catch(
    (error) => {
      throw imageStoreError(s3Reason(error, abortSignal));
    },
  );
  if (images.length === 0) throw new ServiceError('images_not_found', { parameter: 'id' });
  // A URL is worth as much as the image: no cache on the way may keep it.
  const body = { response_id: id, images };
  context.recorder.answered({ response_id: id, images: images.map(({ url: _, ...image }) => image) });
  return { statusCode: 200, headers: { 'cache-control': 'no-store' }, body };
}

interface Reading {
  readonly client: S3Client;
  readonly bucket: string;
  readonly abortSignal: AbortSignal;
  readonly ttlSeconds: number;
  readonly now: Date;
}

async function foundImages(reading: Reading, responseId: string): Promise<FoundImage[]> {
  const { client, bucket, abortSignal } = reading;
  const listing = new ListObjectsV2Command({ Bucket: bucket, Prefix: pointerPrefix(responseId) });
  // One page holds 1,000 keys; a response has a handful of images.
  const { Contents: pointers = [] } = await client.send(listing, { abortSignal });
  const inOrder = pointers.toSorted((a, b) => (a.LastModified?.getTime() ?? 0) - (b.LastModified?.getTime() ?? 0));
  const images = inOrder.map(({ Key: key = '' }) => imageOfPointer(key)).filter((image) => image !== undefined);
  const kept = await Promise.all(images.map((image) => foundImage(reading, image)));
  return kept.filter((image) => image !== undefined);
}

/** Undefined where the pointer outlived its image. */
async function foundImage(reading: Reading, { id, key }: { readonly id: string; readonly key: string }) {
  const { client, bucket, abortSignal, ttlSeconds, now } = reading;
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
    const contentType = head.ContentType ?? 'application/octet-stream';
    const { url, expiresAt } = await presignedUrl(client, { bucket, key, contentType, ttlSeconds, now });
    const { width, height, ...metadata } = readMetadata(head.Metadata);
    const place = { id, key, url, expires_at: expiresAt };
    const facts = { content_type: contentType, bytes: head.ContentLength ?? 0, width, height };
    return { ...place, ...facts, ...metadata } satisfies FoundImage;
  } catch (error) {
    if (isMissingObject(error)) return undefined;
    throw error;
  }
}
