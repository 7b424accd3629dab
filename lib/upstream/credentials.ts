import type { Environment } from '../config/environment.ts';
import { renewSecret, secretValue } from '../config/secret.ts';
import { ServiceError } from '../errors/service-error.ts';

/** The SDK's names of failures that an operator mends: no such secret or nothing in it, no permission, no key to decrypt with. */
const OPERATORS = new Set([
  'ResourceNotFoundException',
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidRequestException',
  'CredentialsProviderError',
]);

/**
 * OpenAI's key, from the environment or from Secrets Manager. Rejects with a `ServiceError`: `misconfigured` where there is
 * none, `secret_unavailable` where Secrets Manager does not answer.
 */
export async function openaiKey({ openaiApiKey, openaiApiKeySecretArn: arn }: Environment): Promise<string> {
  if (arn === undefined) return openaiApiKey;
  const key = checked(
    await readFrom(arn),
    /^sk-\S+$/,
    'OPENAI_API_KEY_SECRET_ARN names a secret without a key that starts with sk-',
  );
  readKey = key;
  return key;
}

let readKey: string | null = null;

/** The key that was sent last; null where none has been. */
export function lastKey({ openaiApiKey, openaiApiKeySecretArn: arn }: Environment): string | null {
  return arn === undefined ? openaiApiKey : readKey;
}

/** The secret of OpenAI's webhooks. Rejects as `openaiKey` does. */
export async function webhookSecret({ webhookSecret: given, webhookSecretArn: arn }: Environment): Promise<string> {
  if (given !== undefined) return given;
  if (arn === undefined) throw misconfigured(new Error('OPENAI_WEBHOOK_SECRET is needed to take webhooks'));
  return checked(
    await readFrom(arn),
    /^whsec_\S+$/,
    'OPENAI_WEBHOOK_SECRET_ARN names a secret without a value that starts with whsec_',
  );
}

/** After OpenAI has refused the key: whether another one may be had by asking again. */
export function renewKey({ openaiApiKeySecretArn: arn }: Environment): boolean {
  return arn !== undefined && renewSecret(arn);
}

async function readFrom(arn: string): Promise<string> {
  try {
    return await secretValue(arn);
  } catch (cause) {
    if (cause instanceof Error && OPERATORS.has(cause.name)) throw misconfigured(cause);
    throw new ServiceError('secret_unavailable', { cause });
  }
}

function checked(value: string, form: RegExp, complaint: string): string {
  if (form.test(value)) return value;
  throw misconfigured(new Error(complaint));
}

function misconfigured(cause: Error): ServiceError {
  return new ServiceError('misconfigured', { cause });
}
