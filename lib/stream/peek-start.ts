import type { Readable } from 'node:stream';
import { byteStringOf } from '../large-json/byte-string.ts';

/** A byte order mark, as bytes, and white space. */
const BEFORE = /^(?:\u00ef\u00bb\u00bf)?\s*/;

/**
 * How a body begins, after white space: what its first read has of it, put back. Empty where it is, undefined where nothing
 * comes in `waitMs`. Rejects where the body fails first.
 */
export async function peekStart(body: Readable, waitMs: number): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const chunks: Buffer[] = [];

  function onReadable(): void {
    for (let chunk: Buffer | null = body.read(); chunk !== null; chunk = body.read()) {
      chunks.push(chunk);
      const start = chunks.map(byteStringOf).join('').replace(BEFORE, '');
      if (start === '') continue;
      // Not read again before it has been put back, and at once: a stream that has ended takes nothing back.
      body.off('readable', onReadable);
      body.unshift(Buffer.concat(chunks));
      resolve(start);
      return;
    }
  }
  const onEnd = () => resolve('');
  const onClose = () => reject(new Error('The body was closed before its end'));
  const timer = setTimeout(() => resolve(undefined), waitMs);
  body.on('readable', onReadable).once('end', onEnd).once('error', reject).once('close', onClose);
  // Until somebody reads on, nobody else listens, and an error that nobody hears ends the process.
  body.on('error', () => undefined);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    body.off('readable', onReadable).off('end', onEnd).off('error', reject).off('close', onClose);
  }
}
