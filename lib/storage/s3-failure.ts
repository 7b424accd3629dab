import { fieldsOf, isRowOf } from '../json/fields.ts';

/** What became of a request to S3, for whoever made it to put into its own error. */
export interface S3Failure {
  /** `failed` may pass; `denied` and `missing` are for the operator. */
  readonly kind: 'failed' | 'denied' | 'missing';
  readonly message?: string;
  /** What to do; left out where the error's own hint says it. */
  readonly hint?: string;
}

const NETWORK_PATH =
  'Its operator checks the network path from the function to S3 (gateway endpoint, DNS, S3_ENDPOINT).';

const wrongRegion: S3Failure = {
  kind: 'missing',
  message: "The service's bucket is in another region.",
  hint: 'Its operator deploys the service into the region of STORAGE_BUCKET, or names a bucket of its own region.',
};

/** By the SDK's name of the failure: S3's own codes (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html) and the SDK's. */
const byName: Readonly<Record<string, S3Failure>> = {
  NoSuchBucket: { kind: 'missing' },
  PermanentRedirect: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  CredentialsProviderError: {
    kind: 'denied',
    message: 'The service has no credentials for its bucket.',
    hint: "Its operator gives the function's role access to STORAGE_BUCKET; locally, AWS credentials in the environment.",
  },
  SlowDown: {
    kind: 'failed',
    message: 'S3 asked for fewer requests.',
    hint: 'Send fewer requests at a time, with growing pauses.',
  },
  TimeoutError: {
    kind: 'failed',
    message: 'S3 did not answer in time.',
    hint: NETWORK_PATH,
  },
  NotStored: {
    kind: 'failed',
    message: 'What answered for S3 did not say that it has stored anything.',
    hint: NETWORK_PATH,
  },
  AbortError: { kind: 'failed', message: 'The request to S3 was broken off.' },
};

/** Node's codes of connections that were not made or broke. */
const UNREACHABLE = /^(?:E(?:CONN\w+|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|PIPE)|CERT_\w+|ERR_TLS\w+)$/;

/** What went wrong with S3, by what the SDK throws: S3's answer, a lack of credentials or a broken connection. */
export function s3Failure(thrown: unknown): S3Failure {
  const { name, code, $metadata } = fieldsOf(thrown);
  // First, since the SDK gives a reset the name `TimeoutError`.
  if (typeof code === 'string' && UNREACHABLE.test(code))
    return { kind: 'failed', message: 'S3 cannot be reached.', hint: NETWORK_PATH };
  if (typeof name === 'string' && isRowOf(byName, name) && byName[name]) return byName[name];
  const { httpStatusCode: status } = fieldsOf($metadata);
  // A HEAD has no body, and so no code: only its status is left.
  if (status === 401 || status === 403 || `${name}`.startsWith('KMS.')) return { kind: 'denied' };
  return status === 301 ? wrongRegion : { kind: 'failed' };
}

/** Whether S3 says that there is no such object. Without s3:ListBucket it says 403, which is an error. */
export function isMissingObject(thrown: unknown): boolean {
  const { name } = fieldsOf(thrown);
  return name === 'NotFound' || name === 'NoSuchKey';
}
