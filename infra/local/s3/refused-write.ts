import type { IncomingHttpHeaders } from 'node:http';

/** What S3 answers in place of what it was asked for. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const UNMET: Refusal = {
  status: 412,
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
};
const NO_SUCH_KEY: Refusal = { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' };

/**
 * Why S3 does not take a PUT with these headers (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html):
 * `If-Match` wants the object that it names to be there, `If-None-Match: *` none at all. Undefined where it takes it.
 *
 * @param etag of the object that is there
 */
export function refusedWrite(
  { 'if-match': match, 'if-none-match': noneMatch }: IncomingHttpHeaders,
  etag: string | undefined,
): Refusal | undefined {
  if (match !== undefined && etag === undefined) return NO_SUCH_KEY;
  if (match !== undefined && unquoted(match) !== unquoted(etag)) return UNMET;
  return noneMatch === '*' && etag !== undefined ? UNMET : undefined;
}

/** S3 takes an ETag with its quotes and without. */
const unquoted = (etag: string | undefined): string | undefined => etag?.replaceAll('"', '');
