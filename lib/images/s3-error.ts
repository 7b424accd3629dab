import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError, type ServiceErrorOptions } from '../errors/service-error.ts';

/** The fields that are read of what the SDK throws, be it S3's answer, a lack of credentials or a broken connection. */
interface S3Failure {
  readonly name?: string;
  /** Of a network failure: `ECONNREFUSED`. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

type StoreError = readonly [ErrorCode, Pick<ServiceErrorOptions, 'message' | 'hint' | 'retryable'>?];

/** By the SDK's name of the failure: S3's own codes (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html) and the SDK's. */
const byName: Readonly<Record<string, StoreError>> = {
  NoSuchBucket: ['image_store_missing'],
  PermanentRedirect: wrongRegion(),
  AuthorizationHeaderMalformed: wrongRegion(),
  IllegalLocationConstraintException: wrongRegion(),
  CredentialsProviderError: [
    'image_store_denied',
    {
      message: 'The service has no credentials for its image bucket.',
      hint: "Its operator gives the function's role s3:PutObject and s3:GetObject; locally, AWS credentials in the environment.",
    },
  ],
  SlowDown: [
    'image_store_failed',
    { message: 'S3 asked for fewer requests.', hint: 'Send fewer image requests at a time, with growing pauses.' },
  ],
  TimeoutError: [
    'image_store_failed',
    {
      message: 'S3 did not answer in time.',
      hint: 'Ask for the image as base64 meanwhile; its operator checks the network path from the function to S3.',
    },
  ],
  AbortError: [
    'image_store_failed',
    {
      message: 'The upload of the image was broken off.',
      hint: 'The time of the request ran out: ask for fewer or smaller images at once, or for base64.',
    },
  ],
};

function wrongRegion(): StoreError {
  return [
    'image_store_missing',
    {
      message: 'The image bucket is in another region.',
      hint: 'Its operator deploys the service into the region of STORAGE_BUCKET, or names a bucket of its own region.',
    },
  ];
}

/** Node's codes of connections that were not made or broke. */
const UNREACHABLE = /^(?:E(?:CONN\w+|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|PIPE)|CERT_\w+|ERR_TLS\w+)$/;

/** What went wrong with S3 as this service's error, with the SDK's own behind it as `cause`. */
export function s3Error(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const [code, options] = storeError((thrown ?? {}) as S3Failure);
  return new ServiceError(code, { ...options, cause: thrown });
}

/** Whether S3 says that there is no such object. Without s3:ListBucket it says 403, which is an error. */
export function isMissingObject(thrown: unknown): boolean {
  const { name } = (thrown ?? {}) as S3Failure;
  return name === 'NotFound' || name === 'NoSuchKey';
}

function storeError({ name = '', code = '', $metadata }: S3Failure): StoreError {
  // First, since the SDK gives a reset the name `TimeoutError`.
  if (UNREACHABLE.test(code)) {
    const hint = 'Its operator checks the network path from the function to S3 (gateway endpoint, DNS, S3_ENDPOINT).';
    return ['image_store_failed', { message: 'S3 cannot be reached.', hint }];
  }
  const known = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (known) return known;
  const status = $metadata?.httpStatusCode;
  // A HEAD has no body, and so no code: only its status is left.
  if (status === 401 || status === 403 || name.startsWith('KMS.')) return ['image_store_denied'];
  if (status === 301) return wrongRegion();
  return ['image_store_failed'];
}
