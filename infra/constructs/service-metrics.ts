import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The namespace, `service` and dimensions that `lib/logging/` writes: a test compares them. */
const NAMESPACE = 'OpenAIResponses';
const SERVICE = 'openai-responses-lambda';

const dimensionSets = {
  endpoint: ['service', 'endpoint'],
  model: ['service', 'endpoint', 'model'],
  errorCode: ['service', 'endpoint', 'error_code'],
} as const;

/** Metrics by the dimensions that they are read by. */
const metrics = {
  Requests: 'endpoint',
  Latency: 'endpoint',
  TimeToFirstEvent: 'endpoint',
  Errors: 'endpoint',
  ErrorsByCode: 'errorCode',
  TokensUsed: 'model',
  CostEstimate: 'model',
} as const satisfies Record<string, keyof typeof dimensionSets>;

type MetricName = keyof typeof metrics;

/** What a line of a graph is called, by the dimensions that tell it from the others. */
const labels = {
  endpoint: placeholderOf('endpoint'),
  model: `${placeholderOf('model')} · ${placeholderOf('endpoint')}`,
  errorCode: `${placeholderOf('error_code')} · ${placeholderOf('endpoint')}`,
} as const satisfies Record<keyof typeof dimensionSets, string>;

/** CloudWatch's placeholder for the value of a line's dimension. */
function placeholderOf(dimension: string): string {
  return `\${PROP('Dim.${dimension}')}`;
}

/** A line for each endpoint, and each model or code, that there is data of: nobody has to list them. For graphs only. */
export function eachSeries(name: MetricName, statistic: string, period: Duration): cloudwatch.IMetric {
  const set = metrics[name];
  const schema = [NAMESPACE, ...dimensionSets[set]].join(',');
  const search = `{${schema}} MetricName="${name}" service="${SERVICE}"`;
  return new cloudwatch.SearchExpression({
    expression: `SEARCH('${search}', '${statistic}', ${period.toSeconds()})`,
    label: labels[set],
    period,
  });
}

/**
 * One number over all endpoints but those in `except`. A query, since an alarm takes no search and no more than ten metrics
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html).
 */
export function overEndpoints(
  aggregate: 'SUM' | 'AVG',
  name: 'Requests' | 'Errors' | 'CostEstimate',
  period: Duration,
  { label, except = [] }: { readonly label: string; readonly except?: readonly string[] },
): cloudwatch.MathExpression {
  const schema = [`"${NAMESPACE}"`, ...dimensionSets.endpoint].join(', ');
  const conditions = [`service = '${SERVICE}'`, ...except.map((endpoint) => `endpoint != '${endpoint}'`)];
  const expression = `SELECT ${aggregate}(${name}) FROM SCHEMA(${schema}) WHERE ${conditions.join(' AND ')}`;
  return new cloudwatch.MathExpression({ expression, label, period });
}

/** What pollers say of background responses. */
export function backgroundMetric(
  metricName: 'BackgroundPending' | 'BackgroundSettled' | 'BackgroundFailed' | 'BackgroundOldestAge',
  statistic: string,
  period: Duration,
): cloudwatch.Metric {
  const dimensionsMap = { service: SERVICE, endpoint: 'background' };
  return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap, statistic, period });
}
