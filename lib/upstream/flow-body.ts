import type { Readable } from 'node:stream';
import type { StreamAnswer } from '../context/answer.ts';
import type { RequestContext } from '../context/request-context.ts';
import { ServiceError } from '../errors/service-error.ts';
import { relayBytes } from '../stream/relay-bytes.ts';

/**
 * Writes a body of OpenAI's as it comes, such as sound. The stream rejects where it breaks off, so that the caller's connection breaks as
 * well: bytes have no form in which that could be said.
 *
 * @example
 * return { statusCode: 200, headers, stream: flowBody(upstream.response.body, context) };
 */
export function flowBody(
  upstream: Readable,
  { environment, recorder, deadline, now }: RequestContext,
): StreamAnswer['stream'] {
  return async (sink) => {
    try {
      await relayBytes({
        upstream,
        sink,
        onWrite: () => recorder.framed(now),
        idleTimeoutMs: environment.streamIdleTimeoutMs,
        deadlineMs: deadline.leftMs(),
      });
    } catch (error) {
      if (error instanceof ServiceError) recorder.failed({ errorCode: error.code, cause: error });
      throw error;
    }
  };
}
