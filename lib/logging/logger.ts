import { Logger } from '@aws-lambda-powertools/logger';
import { loggedError } from './logged-error.ts';
import type { PayloadMode } from './redact.ts';

/** The `service` of every log line and metric: stages of one account have each their own (Powertools' variable for it). */
export const serviceName = process.env.POWERTOOLS_SERVICE_NAME || 'openai-responses-lambda';

let instance: Logger | undefined;

/**
 * The one Logger of this process: one JSON object a line, level from `LOG_LEVEL`. WARN and above go to stderr, the rest to
 * stdout; Lambda keeps both. Made at the first line, since opening stdout costs 2 ms that no cold start needs.
 * `logger().addContext(context)` adds Lambda's own fields.
 */
export function logger(): Logger {
  instance ??= new Logger({ serviceName, jsonReplacerFn: quietErrors });
  return instance;
}

/** Powertools would write an error with everything that it carries. */
function quietErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? loggedError(value, payloadMode()) : value;
}

/** As the environment has it: where that is not usable, functions do not start. */
function payloadMode(): PayloadMode {
  const { LOG_PAYLOADS: mode } = process.env;
  return mode === 'full' || mode === 'none' ? mode : 'redacted';
}
