import type { Environment } from '../config/environment.ts';
import { redactQuotedKeys } from '../errors/redact-keys.ts';
import { lastKey } from './credentials.ts';

/** A shorter one is a placeholder, and may be part of any word. */
const SHORTEST_KEY = 12;

/**
 * Takes this service's own key out of whatever an upstream says, and any key that stands in OpenAI's sentence about one. Other
 * texts that look like keys stay: a model may have been asked for an example of one. JSON stays valid.
 */
function maskKey(apiKey: string | null, text: string): string {
  const masked =
    apiKey !== null && apiKey.length >= SHORTEST_KEY && text.includes(apiKey)
      ? text.replaceAll(apiKey, '[redacted]')
      : text;
  return redactQuotedKeys(masked);
}

/** `maskKey` with the key that was sent last. */
export function keyMask(environment: Environment): (text: string) => string {
  return (text) => maskKey(lastKey(environment), text);
}

/**
 * Takes this service's own key out of bytes that go on as they came; they are the very same where it is not in them. What a model says
 * of other keys is its own.
 */
export function bytesMask(environment: Environment): (chunk: Buffer) => Buffer {
  const key = lastKey(environment) ?? '';
  if (key.length < SHORTEST_KEY) return (chunk) => chunk;
  const sign = Buffer.from(key);
  return (chunk) =>
    chunk.includes(sign) ? Buffer.from(chunk.toString('latin1').replaceAll(key, '[redacted]'), 'latin1') : chunk;
}
