import { ServiceError } from '../errors/service-error.ts';
import { newSlabs } from '../stream/slabs.ts';
import type { Call } from './call.ts';
import { DEADLINE_MARGIN_MS, type UpstreamAnswer } from './request-upstream.ts';

/**
 * The whole body of an answer, in pieces as they were read. Throws a `ServiceError`: `upstream_connection_lost` (502) where
 * the connection broke, `function_timeout` (504) at the deadline.
 */
export async function readBody(call: Call, { response }: UpstreamAnswer): Promise<readonly Buffer[]> {
  const timeIsUp = new Error('deadline');
  const timer = setTimeout(() => response.body.destroy(timeIsUp), Math.max(call.remainingMs() - DEADLINE_MARGIN_MS, 0));
  try {
    const pieces = newSlabs();
    for await (const chunk of response.body) pieces.add(chunk);
    return pieces.take();
  } catch (cause) {
    const late = cause === timeIsUp;
    throw new ServiceError(late ? 'function_timeout' : 'upstream_connection_lost', {
      statusCode: late ? 504 : 502,
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The object that a JSON body holds. Throws a `ServiceError` `upstream_invalid_response` where it holds none. */
export function parseObject(json: string): object {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch (cause) {
    throw new ServiceError('upstream_invalid_response', { cause });
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new ServiceError('upstream_invalid_response', { cause: new Error('The answer is JSON, but no object') });
}
