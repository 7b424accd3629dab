import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { estimateResponseCost } from '../usage/cost.ts';
import { readUsage } from '../usage/usage.ts';
import { logger, serviceName } from './logger.ts';
import { metricsNamespace } from './metrics.ts';

/** How one invocation of poll-background went. */
export interface PollSummary {
  /** Records that are left; null where that is not known, since none could be listed. */
  readonly pending: number | null;
  readonly settled: number;
  /** Records that could not be looked after when that was tried last, and listings that failed. */
  readonly failed: number;
  /** Of what is left and could be read; 0 where nothing is left, null where that is not known or none of it could be read. */
  readonly oldest_age_seconds: number | null;
  readonly passes: number;
}

/** A background response that was settled. */
export interface SettledJob {
  readonly record: { readonly id: string; readonly endpoint: string | null; readonly created_at: string };
  readonly status: string;
  /** OpenAI's response, if there was one. */
  readonly response: Readonly<Record<string, unknown>> | undefined;
  readonly now: Date;
}

let recorder: Metrics | undefined;

function metrics(): Metrics {
  recorder ??= new Metrics({ namespace: metricsNamespace, serviceName, defaultDimensions: { endpoint: 'background' } });
  return recorder;
}

/** Writes the end of a background response: what it used and cost is known only now. Metrics wait for `logPoll`. */
export function logSettled({ record, status, response, now }: SettledJob): void {
  const usage = readUsage(response?.usage);
  const cost = response ? estimateResponseCost(response, now) : null;
  const model = typeof response?.model === 'string' ? response.model : null;
  const seconds = Math.round((now.getTime() - Date.parse(record.created_at)) / 1000);
  logger().info('background settled', {
    response_id: record.id,
    endpoint: record.endpoint,
    status,
    model,
    tokens_used: usage?.totalTokens ?? null,
    cost_estimate: cost,
    age_seconds: seconds,
  });
  if (!model || (!usage && cost === null)) return;
  metrics().addDimensions({});
  metrics().addDimensions({ model });
  if (usage) metrics().addMetric('TokensUsed', MetricUnit.Count, usage.totalTokens);
  if (cost !== null) metrics().addMetric('CostEstimate', MetricUnit.NoUnit, cost);
  metrics().publishStoredMetrics();
}

/** Writes that a record could not be looked after; without an id, that none could be listed. */
export function logPollFailure(id: string | undefined, error: Error & { readonly cause?: unknown }): void {
  logger().warn('background poll failed', { response_id: id ?? null, error });
}

/** Writes the one line of an invocation, and its metrics: none of what is not known. Returns the summary. */
export function logPoll(summary: PollSummary): PollSummary {
  const { pending, oldest_age_seconds: age } = summary;
  logger().info('background poll', { ...summary });
  metrics().addMetric('BackgroundSettled', MetricUnit.Count, summary.settled);
  metrics().addMetric('BackgroundFailed', MetricUnit.Count, summary.failed);
  if (pending !== null) metrics().addMetric('BackgroundPending', MetricUnit.Count, pending);
  if (age !== null) metrics().addMetric('BackgroundOldestAge', MetricUnit.Seconds, age);
  metrics().publishStoredMetrics();
  return summary;
}
