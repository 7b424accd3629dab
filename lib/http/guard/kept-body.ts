import { gunzipSync, gzipSync } from 'node:zlib';
import type { KeptAnswer } from '../../access/idempotency.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';

/** An item has 400 KB (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html); the rest is for its other fields. */
const LARGEST_IN_ITEM = 350 * 1024;

type Context = Pick<RequestContext, 'environment' | 'deadline'>;

/** Keeps the body of an answer where it fits: compressed in the item, else in S3. Nothing where neither takes it. */
export async function keepBody(
  bytes: Buffer,
  name: string,
  { environment, deadline }: Context,
): Promise<Pick<KeptAnswer, 'body' | 'bodyKey'>> {
  const compressed = gzipSync(bytes);
  const body = compressed.toString('base64');
  if (body.length <= LARGEST_IN_ITEM) return { body };
  const { storageBucket: Bucket, s3Endpoint: endpoint } = environment;
  if (Bucket === undefined) return {};
  const { putObject } = await import('../../storage/objects.ts');
  const bodyKey = `idempotency/${name}.json.gz`;
  await putObject({ bucket: Bucket, key: bodyKey, bytes: compressed, endpoint, signal: s3Deadline(deadline) });
  return { bodyKey };
}

/** The body of a kept answer; undefined where none was kept. */
export async function readBody(
  { body, bodyKey }: KeptAnswer,
  { environment, deadline }: Context,
): Promise<string | undefined> {
  if (body !== undefined) return gunzipSync(Buffer.from(body, 'base64')).toString('utf8');
  const { storageBucket: bucket, s3Endpoint: endpoint } = environment;
  if (bodyKey === undefined || bucket === undefined) return undefined;
  const { getObject } = await import('../../storage/objects.ts');
  const found = await getObject({ bucket, key: bodyKey, endpoint, signal: s3Deadline(deadline) });
  return found && gunzipSync(found).toString('utf8');
}
