import { Logger } from '@aws-lambda-powertools/logger';

/** The `service` of every log line and metric: stages of one account have each their own (Powertools' variable for it). */
export const serviceName = process.env.POWERTOOLS_SERVICE_NAME || 'openai-responses-lambda';

let instance: Logger | undefined;

/**
 * The one Logger of this process: one JSON object a line, level from `LOG_LEVEL`. WARN and above go to stderr, the rest to
 * stdout; Lambda keeps both. Made at the first line, since opening stdout costs 2 ms that no cold start needs.
 * `logger().addContext(context)` adds Lambda's own fields.
 */
export function logger(): Logger {
  instance ??= new Logger({ serviceName });
  return instance;
}
