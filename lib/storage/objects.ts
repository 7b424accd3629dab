import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { bodyInTime } from './body-in-time.ts';
import { checkStored } from './check-stored.ts';
import { s3Client } from './s3-client.ts';
import { isMissingObject } from './s3-failure.ts';

/** Which object, and until when to wait. */
export interface ObjectAt {
  readonly bucket: string;
  readonly key: string;
  readonly endpoint: string | undefined;
  readonly signal: AbortSignal;
}

/** Puts an object. Rejects with the SDK's error. Import this file lazily. */
export async function putObject({ bucket, key, endpoint, signal, bytes }: ObjectAt & { readonly bytes: Uint8Array }) {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes });
  checkStored(await s3Client({ endpoint }).send(command, { abortSignal: signal }));
}

/** An object's bytes; undefined where there is none. Rejects with the SDK's error. */
export async function getObject({ bucket, key, endpoint, signal }: ObjectAt): Promise<Buffer | undefined> {
  try {
    const { Body } = await s3Client({ endpoint }).send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: signal,
    });
    return Body && Buffer.from(await bodyInTime(Body, signal, 'base64'), 'base64');
  } catch (error) {
    if (isMissingObject(error)) return undefined;
    throw error;
  }
}
