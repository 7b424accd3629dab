import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Until a connection stands, and from a request to its answer, for each attempt. In milliseconds. */
const CONNECTION_TIMEOUT_MS = 2000;
const REQUEST_TIMEOUT_MS = 3000;

let client: SecretsManagerClient | undefined;

/** Reads a secret's current text; `''` where it is binary. Rejects with the SDK's error. Import this file lazily. */
export async function readSecretString(arn: string): Promise<string> {
  client ??= new SecretsManagerClient({
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return SecretString ?? '';
}
