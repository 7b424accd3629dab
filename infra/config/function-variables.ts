/**
 * The variables of `lib/config/environment.ts` that a deployment may set for every function. Secrets are none of them, since
 * they would stand in the template, nor is what the stacks set themselves (the bucket, the secrets' ARNs).
 * `test/unit/infra/deployment.test.ts` compares.
 */
export const functionVariables = [
  'OPENAI_API_BASE_URL',
  'OPENAI_DEFAULT_MODEL',
  'OPENAI_DEFAULT_IMAGE_MODEL',
  'OPENAI_TIMEOUT',
  'OPENAI_STREAM_IDLE_TIMEOUT',
  'OPENAI_MAX_RETRIES',
  'OPENAI_RETRY_DELAY',
  'LOG_LEVEL',
  'LOG_PAYLOADS',
  'IMAGE_URL_TTL_SECONDS',
] as const;
