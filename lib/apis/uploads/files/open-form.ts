import type { RequestContext } from '../../../context/request-context.ts';
import { ServiceError } from '../../../errors/service-error.ts';
import type { Fields } from '../../../json/fields.ts';
import { logger } from '../../../logging/logger.ts';
import { FormFile } from '../../../multipart/form-file.ts';
import { type FileSource, writeForm } from '../../../multipart/write-form.ts';
import { s3Deadline } from '../../../storage/s3-deadline.ts';
import type { SentBody } from '../../../upstream/send-once.ts';
import { isUploadReference, type UploadReference } from '../../../validation/file-field.ts';

/** Which files an endpoint takes. */
export interface FileRule {
  /** Media types, as their bytes say. */
  readonly types: readonly string[];
  readonly mostBytes: number;
}

/** A form that can be sent. */
export interface OpenedForm {
  readonly body: SentBody;
  /** Called once OpenAI has taken it: its uploads are removed. Never rejects. */
  readonly taken: () => Promise<void>;
}

/** Longer than this, the answer does not wait. */
const REMOVAL_MS = 3000;

/**
 * A form of these fields, files and uploads among them, alone or in lists. Files go out in the pieces that they came in; uploads are read
 * from S3 as they are sent. Throws a `ServiceError` `file_not_accepted`, `upload_not_found`, `upload_store_failed` (…).
 *
 * @param accepts what each file has to be; left out: anything
 */
export async function openForm(fields: Fields, context: RequestContext, accepts?: FileRule): Promise<OpenedForm> {
  const uploads = await openUploads(fields, context);
  const sent = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withSources(value, uploads)]));
  if (accepts) for (const [name, value] of Object.entries(sent)) checkFiles(name, value, accepts);
  const { contentType, ...content } = writeForm(sent);
  return { body: { content, contentType }, taken: () => removeUploads(uploads, context) };
}

/** The same for a body that names uploads; undefined for one that names none, and goes out as it came. */
export async function openUploadedForm(fields: Fields, context: RequestContext): Promise<OpenedForm | undefined> {
  const names = Object.values(fields).flat().some(isUploadReference);
  return names ? openForm(fields, context) : undefined;
}

type Uploads = ReadonlyMap<UploadReference, FileSource>;

async function openUploads(fields: Fields, context: RequestContext): Promise<Uploads> {
  const named = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().flatMap((entry: unknown) => (isUploadReference(entry) ? [[name, entry] as const] : [])),
  );
  if (named.length === 0) return new Map();
  const { storageBucket: bucket, s3Endpoint: endpoint } = context.environment;
  const [[parameter] = []] = named;
  if (bucket === undefined) throw new ServiceError('uploads_not_kept', { parameter });
  const { openUpload } = await import('../../../storage/uploads/open-upload.ts');
  const signal = s3Deadline(context.deadline);
  const opened = named.map(async ([name, reference]) => {
    const { upload_key: uploadKey, filename } = reference;
    return [reference, await openUpload({ bucket, endpoint, uploadKey, filename, parameter: name, signal })] as const;
  });
  return new Map(await Promise.all(opened));
}

function withSources(value: unknown, uploads: Uploads): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => withSources(entry, uploads));
  return isUploadReference(value) ? uploads.get(value) : value;
}

function checkFiles(name: string, value: unknown, { types, mostBytes }: FileRule): void {
  for (const file of [value].flat()) {
    if (!(file instanceof FormFile) && !isSource(file)) continue;
    const { contentType, isTypeKnown, bytes } = file;
    // What its bytes do not tell, OpenAI is the judge of.
    if (isTypeKnown && !types.includes(contentType.split(';')[0] ?? ''))
      throw new ServiceError('file_not_accepted', {
        message: `The file is '${contentType}'; taken are ${types.join(', ')}.`,
        parameter: name,
      });
    if (bytes > mostBytes)
      throw new ServiceError('file_not_accepted', {
        message: `The file has ${bytes} bytes; at most ${mostBytes} are taken.`,
        parameter: name,
      });
  }
}

function isSource(value: unknown): value is FileSource {
  return typeof value === 'object' && value !== null && 'open' in value;
}

/** What was paid for goes out whatever becomes of the upload, which ends by itself. */
async function removeUploads(uploads: Uploads, context: RequestContext): Promise<void> {
  const { storageBucket: bucket, s3Endpoint: endpoint } = context.environment;
  if (uploads.size === 0 || bucket === undefined) return;
  const { deleteUpload } = await import('../../../storage/uploads/open-upload.ts');
  const signal = s3Deadline(context.deadline, REMOVAL_MS);
  const removed = [...uploads.keys()].map(({ upload_key: uploadKey }) =>
    deleteUpload({ bucket, endpoint, uploadKey, signal }),
  );
  for (const { reason } of (await Promise.allSettled(removed)).filter(
    ({ status }) => status === 'rejected',
  ) as PromiseRejectedResult[])
    logger().warn('upload not removed', { error: reason });
}
