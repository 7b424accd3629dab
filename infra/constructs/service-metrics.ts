import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { RowGroup } from './function-groups.ts';

/** The namespace and dimensions that `lib/logging/` writes: a test compares them. */
const NAMESPACE = 'OpenAIResponses';

/** A deployment's own metrics, by the `service` that its functions write: stages of one account have each their own. */
export interface ServiceMetrics {
  /** A line for each endpoint, and each model or code, that there is data of: nobody has to list them. For graphs only. */
  eachSeries(name: MetricName, statistic: string, period: Duration): cloudwatch.IMetric;
  /** One number over the endpoints of a group. For graphs only. */
  ofGroup(group: RowGroup, metric: GroupMetric, period: Duration): cloudwatch.IMetric;
  /**
   * One number over all endpoints but those in `except`. A query, since an alarm takes no search and no more than ten metrics
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html).
   */
  overEndpoints(
    aggregate: 'SUM' | 'AVG',
    name: 'Requests' | 'Errors' | 'CostEstimate',
    period: Duration,
    options: { readonly label: string; readonly except?: readonly string[] },
  ): cloudwatch.MathExpression;
  /** What pollers say of background responses. */
  backgroundMetric(name: BackgroundMetricName, statistic: string, period: Duration): cloudwatch.Metric;
}

/** What is told of a group of endpoints: sums, and the share of failed requests. */
type GroupMetric = 'Requests' | 'CostEstimate' | 'ErrorRate';

type BackgroundMetricName = 'BackgroundPending' | 'BackgroundSettled' | 'BackgroundFailed' | 'BackgroundOldestAge';

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

/** The metrics of a service. */
export function serviceMetrics(service: string): ServiceMetrics {
  return {
    eachSeries(name, statistic, period) {
      const set = metrics[name];
      const schema = [NAMESPACE, ...dimensionSets[set]].join(',');
      const search = `{${schema}} MetricName="${name}" service="${service}"`;
      return new cloudwatch.SearchExpression({
        expression: `SEARCH('${search}', '${statistic}', ${period.toSeconds()})`,
        label: labels[set],
        period,
      });
    },
    ofGroup({ name, rows }, metric, period) {
      const schema = [NAMESPACE, ...dimensionSets.endpoint].join(',');
      const endpoints = rows.map((row) => `"${row}"`).join(' OR ');
      const sumOf = (metricName: string) =>
        `SUM(SEARCH('{${schema}} MetricName="${metricName}" service="${service}" endpoint=(${endpoints})', 'Sum', ${period.toSeconds()}))`;
      const expression = metric === 'ErrorRate' ? `${sumOf('Errors')} / ${sumOf('Requests')}` : sumOf(metric);
      return new cloudwatch.MathExpression({ expression, label: name, period });
    },
    overEndpoints(aggregate, name, period, { label, except = [] }) {
      const schema = [`"${NAMESPACE}"`, ...dimensionSets.endpoint].join(', ');
      const conditions = [`service = '${service}'`, ...except.map((endpoint) => `endpoint != '${endpoint}'`)];
      const expression = `SELECT ${aggregate}(${name}) FROM SCHEMA(${schema}) WHERE ${conditions.join(' AND ')}`;
      return new cloudwatch.MathExpression({ expression, label, period });
    },
    backgroundMetric(metricName, statistic, period) {
      const dimensionsMap = { service, endpoint: 'background' };
      return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap, statistic, period });
    },
  };
}
