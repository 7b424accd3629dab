import { S3Client } from '@aws-sdk/client-s3';

/** Where S3 is and how long it may take. Times in milliseconds. */
export interface S3Options {
  /** An S3 other than AWS's own: addressed by path (`http://host/bucket/key`). */
  readonly endpoint?: string | undefined;
  /** Until a connection stands; 3 s. */
  readonly connectionTimeoutMs?: number;
  /** From the request to its answer, for each attempt; 30 s. */
  readonly requestTimeoutMs?: number;
  /** The first attempt and its retries; 3, as the SDK's standard mode has it. */
  readonly maxAttempts?: number;
  /** True where others send what is signed here: a checksum of theirs cannot be told before. */
  readonly signsForOthers?: boolean;
}

const CONNECTION_TIMEOUT_MS = 3000;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 3;

const clients = new Map<string, S3Client>();

/** The client of this container, one for each way of reaching S3: its connections outlive a request. */
export function s3Client(options: S3Options): S3Client {
  const key = JSON.stringify(options);
  const known = clients.get(key);
  if (known) return known;
  const { endpoint } = options;
  const client = new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(options.signsForOthers && { requestChecksumCalculation: 'WHEN_REQUIRED' as const }),
    retryMode: 'standard',
    maxAttempts: options.maxAttempts ?? MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: options.connectionTimeoutMs ?? CONNECTION_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      // Without it the SDK only warns (`@smithy/node-http-handler`).
      throwOnRequestTimeout: true,
    },
  });
  clients.set(key, client);
  return client;
}
