import type { Environment } from '../../config/environment.ts';
import { lastKey } from '../credentials.ts';
import { keyMask } from '../mask-key.ts';

/** Stands in every sentence of OpenAI's about a key. */
const KEY_SENTENCE = 'PI key provided: ';

/** Takes this service's key out of bytes that go on to a caller, and keys that OpenAI speaks of. Other bytes are the very same. */
export function bytesMask(environment: Environment): (chunk: Buffer) => Buffer {
  const key = lastKey(environment) ?? '';
  const needle = Buffer.from(key.length < 12 ? KEY_SENTENCE : key);
  const sentence = Buffer.from(KEY_SENTENCE);
  const mask = keyMask(environment);
  return (chunk) =>
    chunk.includes(needle) || chunk.includes(sentence) ? Buffer.from(mask(chunk.toString('latin1')), 'latin1') : chunk;
}
