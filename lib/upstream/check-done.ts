import type { RequestContext } from '../context/request-context.ts';
import { ServiceError } from '../errors/service-error.ts';
import { parseAnswer } from './parse-answer.ts';
import { readBody } from './read-body.ts';
import type { UpstreamAnswer } from './request-upstream.ts';

/**
 * For what is done once its status is good: reads the body, and throws the `ServiceError` that it tells of in spite of its status.
 * Any other body is of no use, whole or not.
 */
export async function checkDone(upstream: UpstreamAnswer, context: RequestContext): Promise<void> {
  const pieces = await readBody(context, upstream).catch(() => []);
  try {
    parseAnswer(Buffer.concat(pieces).toString('utf8'), upstream, context);
  } catch (error) {
    if (error instanceof ServiceError && error.code !== 'upstream_invalid_response') throw error;
  }
}
