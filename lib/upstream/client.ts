import type { OpenAI } from 'openai/client';
import type { Environment } from '../config/environment.ts';
import { openaiKey } from './credentials.ts';
import { createFetch } from './fetch/node-fetch.ts';
import { StatusKeepingClient } from './status-keeping-client.ts';

let client: { readonly key: string; readonly openai: OpenAI } | undefined;

/**
 * The SDK's client, one per container: made at the first request, and again where the key has changed since.
 * Its retries are off, since `retry.ts` knows the function's deadline and the SDK does not; its log is silent, since it
 * would write beside the one Logger.
 */
export function openaiClient(environment: Environment): OpenAI {
  const { openaiApiKey, openaiApiKeySecretArn, openaiBaseUrl: baseURL } = environment;
  const key = `${baseURL} ${openaiApiKeySecretArn ?? openaiApiKey}`;
  if (client?.key !== key) {
    // The SDK asks for a key that may change with each request.
    const apiKey = openaiApiKeySecretArn === undefined ? openaiApiKey : () => openaiKey(environment);
    const fetch = createFetch() as unknown as typeof globalThis.fetch;
    client = {
      key,
      openai: new StatusKeepingClient({ apiKey, baseURL, maxRetries: 0, logLevel: 'off', fetch }),
    };
  }
  return client.openai;
}
