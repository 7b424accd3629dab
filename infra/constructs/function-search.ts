import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionGroup } from './function-groups.ts';

/**
 * A line for each function of a group that has data of one of Lambda's metrics. By whole names, which may take some 64 characters
 * each: a search takes 1,024 (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html), and so
 * a group has room in one. For graphs only.
 */
export function eachFunction(
  { name, functions }: FunctionGroup,
  metricName: string,
  statistic: string,
  period: Duration,
): cloudwatch.IMetric {
  const names = functions.map(({ function: target }) => `"${target.functionName}"`).join(' OR ');
  const search = `{AWS/Lambda,FunctionName} MetricName="${metricName}" FunctionName=(${names})`;
  return new cloudwatch.SearchExpression({
    expression: `SEARCH('${search}', '${statistic}', ${period.toSeconds()})`,
    label: `${name}: \${PROP('Dim.FunctionName')}`,
    period,
  });
}
