import type { Environment } from '../config/environment.ts';
import { QUOTED_KEY_SIGN, redactQuotedKeys } from '../errors/redact-keys.ts';
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

/** The same for bytes that go on as they came: they are the very same where no key is in them. */
export function bytesMask(environment: Environment): (chunk: Buffer) => Buffer {
  const key = lastKey(environment) ?? '';
  const signs = [QUOTED_KEY_SIGN, ...(key.length < SHORTEST_KEY ? [] : [key])].map((sign) => Buffer.from(sign));
  const mask = keyMask(environment);
  return (chunk) =>
    signs.some((sign) => chunk.includes(sign)) ? Buffer.from(mask(chunk.toString('latin1')), 'latin1') : chunk;
}
