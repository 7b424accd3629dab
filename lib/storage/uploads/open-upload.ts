import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { ServiceError } from '../../errors/service-error.ts';
import { fileType, SAMPLE_BYTES } from '../../multipart/file-type.ts';
import type { FileSource } from '../../multipart/write-form.ts';
import type { Bucket } from '../open-once.ts';
import { s3Client } from '../s3-client.ts';
import { isMissingObject } from '../s3-failure.ts';
import { uploadStoreError } from '../store-error.ts';
import { UPLOAD_KEY, uploadObjectKey } from './upload-key.ts';

/** Which upload, and until when to wait for S3. */
export interface UploadAt extends Bucket {
  readonly uploadKey: string;
  /** What it is to be called; left out: as its key is, with the ending of its type. */
  readonly filename?: string | undefined;
  /** Where the request says it: `file`. */
  readonly parameter: string;
  readonly signal: AbortSignal;
}

/**
 * An upload as a file that is read from S3 while it is sent. Its first bytes say what it is. Rejects with a `ServiceError`
 * `upload_not_found`, or `upload_store_failed` (…). Import this file lazily: it loads the SDK.
 */
export async function openUpload({ filename, parameter, ...at }: UploadAt): Promise<FileSource> {
  if (!UPLOAD_KEY.test(at.uploadKey)) throw new ServiceError('upload_not_found', { parameter });
  const { sample, bytes, declared } = await firstBytes(at, parameter);
  const type = await fileType(sample);
  const contentType = type ?? declared;
  return {
    filename: filename ?? `${at.uploadKey}.${endingOf(contentType)}`,
    contentType,
    isTypeKnown: type !== undefined,
    bytes,
    open: () => stream(at),
  };
}

/** Removes an upload that has been used. Rejects with a `ServiceError`. */
export async function deleteUpload({ bucket, endpoint, uploadKey, signal }: UploadObject): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: bucket, Key: uploadObjectKey(uploadKey) });
  try {
    await s3Client({ endpoint }).send(command, { abortSignal: signal });
  } catch (error) {
    throw uploadStoreError(error);
  }
}

type UploadObject = Pick<UploadAt, 'bucket' | 'endpoint' | 'uploadKey' | 'signal'>;

async function firstBytes({ bucket, endpoint, uploadKey, signal }: UploadObject, parameter: string) {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: uploadObjectKey(uploadKey),
    Range: `bytes=0-${SAMPLE_BYTES - 1}`,
  });
  try {
    const { Body, ContentRange, ContentType } = await s3Client({ endpoint }).send(command, { abortSignal: signal });
    const sample = Body ? await Body.transformToByteArray() : new Uint8Array();
    const [, total] = /\/(\d+)$/.exec(ContentRange ?? '') ?? [];
    // Without a range, what came is all there is.
    const bytes = total === undefined ? sample.length : Number(total);
    return { sample, bytes, declared: ContentType ?? 'application/octet-stream' };
  } catch (error) {
    if (isMissingObject(error)) throw new ServiceError('upload_not_found', { parameter });
    throw uploadStoreError(error);
  }
}

/** Opened with the first read. */
function stream({ bucket, endpoint, uploadKey, signal }: UploadObject): Readable {
  const command = new GetObjectCommand({ Bucket: bucket, Key: uploadObjectKey(uploadKey) });
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      const { Body } = await s3Client({ endpoint }).send(command, { abortSignal: signal });
      if (Body instanceof Readable) yield* Body;
    } catch (error) {
      throw uploadStoreError(error);
    }
  }
  return Readable.from(read(), { objectMode: false });
}

/** OpenAI tells some kinds of files by the ending of their names. */
const ENDINGS: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'image/jpeg': 'jpg',
  'video/quicktime': 'mov',
  'text/plain': 'txt',
};

function endingOf(contentType: string): string {
  const [type = ''] = contentType.split(';');
  return ENDINGS[type] ?? /\/(?:x-)?([a-z0-9]+)$/.exec(type)?.[1] ?? 'bin';
}
