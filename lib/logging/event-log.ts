import type { Environment } from '../config/environment.ts';
import { logger } from './logger.ts';
import { redactPayload } from './redact.ts';

/**
 * Logs single streamed events at DEBUG. Nothing where the level leaves them out, so that a stream pays for one comparison
 * per event and not for a parsed event that nobody reads.
 */
export function eventLog(
  environment: Pick<Environment, 'logLevel' | 'logPayloads'>,
): ((type: string, data: unknown) => void) | undefined {
  if (environment.logLevel !== 'DEBUG' && environment.logLevel !== 'TRACE') return undefined;
  return (type, data) =>
    logger().debug('event', { event_type: type, event: redactPayload(data, environment.logPayloads) });
}
