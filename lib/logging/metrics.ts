import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { InteractionMetadata } from './interaction.ts';
import { serviceName } from './logger.ts';

/** CloudWatch's namespace of every metric. */
export const metricsNamespace = 'OpenAIResponses';

/** What the metrics of one request are made of. */
export interface MetricsRecord {
  readonly endpoint: string;
  /** As the response names it; null where there is none. Never a caller's own words: each value is a metric to pay for. */
  readonly model: string | null;
  readonly metadata: InteractionMetadata;
  /** The code of the error that the request or its stream ended in. */
  readonly errorCode?: string;
  /** Events of types that the catalogue does not know. */
  readonly unknownEvents?: number;
}

let instance: Metrics | undefined;

function metrics(): Metrics {
  instance ??= new Metrics({ namespace: metricsNamespace, serviceName });
  return instance;
}

/**
 * Records one request by endpoint, and by endpoint and model. What is not known is not recorded, so that averages stay true.
 * Units: milliseconds, tokens, and USD as a plain number.
 */
export function recordMetrics(record: MetricsRecord): void {
  const { endpoint, model, metadata } = record;
  const recorder = metrics();
  recorder.addDimensions({ endpoint });
  if (model) recorder.addDimensions({ endpoint, model });

  const measured = [
    ['Requests', MetricUnit.Count, 1],
    ['Latency', MetricUnit.Milliseconds, metadata.latency_ms],
    ['TimeToFirstEvent', MetricUnit.Milliseconds, metadata.time_to_first_event_ms],
    ['TokensUsed', MetricUnit.Count, metadata.tokens_used],
    ['CachedTokens', MetricUnit.Count, metadata.cached_tokens],
    ['ReasoningTokens', MetricUnit.Count, metadata.reasoning_tokens],
    ['CostEstimate', MetricUnit.NoUnit, metadata.cost_estimate],
    ['Retries', MetricUnit.Count, metadata.retries],
    ['UnknownEvents', MetricUnit.Count, record.unknownEvents ?? 0],
    ['Errors', MetricUnit.Count, record.errorCode === undefined ? 0 : 1],
  ] as const;
  for (const [name, unit, value] of measured) if (value !== null) recorder.addMetric(name, unit, value);

  // A line of its own: in the one above, every metric would be split by the error code.
  if (record.errorCode !== undefined) {
    const single = recorder.singleMetric();
    single.addDimension('endpoint', endpoint);
    single.addDimension('error_code', record.errorCode);
    single.addMetric('ErrorsByCode', MetricUnit.Count, 1);
  }
}

/** Writes what was recorded, as one line of CloudWatch's embedded metric format. Once per invocation, after the answer. */
export function flushMetrics(): void {
  // Powertools warns of every flush that finds nothing.
  if (instance?.hasStoredMetrics()) instance.publishStoredMetrics();
}
