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

/** One for each endpoint of this process, which is one; endpoint is a default dimension and so belongs to the instance. */
const recorders = new Map<string, Metrics>();

function recorderOf(endpoint: string): Metrics {
  const known = recorders.get(endpoint);
  if (known) return known;
  const recorder = new Metrics({ namespace: metricsNamespace, serviceName, defaultDimensions: { endpoint } });
  recorders.set(endpoint, recorder);
  return recorder;
}

/**
 * Records one request by endpoint, and by endpoint and model. What is not known is not recorded, so that averages stay true.
 * Units: milliseconds, tokens, and USD as a plain number.
 */
export function recordMetrics(record: MetricsRecord): void {
  const { endpoint, model, metadata } = record;
  const recorder = recorderOf(endpoint);
  // The empty set is the endpoint by itself: Powertools adds the default dimensions to each.
  recorder.addDimensions({});
  if (model) recorder.addDimensions({ model });

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
    single.addDimension('error_code', record.errorCode);
    single.addMetric('ErrorsByCode', MetricUnit.Count, 1);
  }
}

/** Writes what was recorded, as one line of CloudWatch's embedded metric format. Once per invocation, after the answer. */
export function flushMetrics(): void {
  for (const recorder of recorders.values()) {
    // Powertools warns of every flush that finds nothing.
    if (recorder.hasStoredMetrics()) recorder.publishStoredMetrics();
  }
}
