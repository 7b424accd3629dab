import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { nameOf, serviceNameOf } from '../config/names.ts';
import type { FunctionGroup, RowGroup } from './function-groups.ts';
import { eachFunction } from './function-search.ts';
import { type ServiceMetrics, serviceMetrics } from './service-metrics.ts';

export interface DashboardProps {
  readonly deployment: Deployment;
  readonly groups: readonly FunctionGroup[];
  /** The endpoints of each API, by the names of their rows. */
  readonly apis: readonly RowGroup[];
  readonly deadLetters: sqs.IQueue;
  readonly alarms: readonly cloudwatch.IAlarm[];
  readonly api: apigateway.RestApi | undefined;
}

/** CloudWatch's grid, and what one of its widgets of alarms takes. */
const GRID_WIDTH = 24;
const MOST_ALARMS = 100;
const HEIGHT = 6;
const FIVE_MINUTES = Duration.minutes(5);
const { SUM, MAXIMUM } = cloudwatch.Stats;
const percentiles = ['p50', 'p95', 'p99'];

/** One graph of the dashboard. */
interface Graph {
  readonly title: string;
  readonly metrics: readonly cloudwatch.IMetric[];
  readonly stacked?: boolean;
  readonly unit?: string;
}

/** The service at a glance, a question a row: who asks, how fast, how dear, what is pending, and how Lambda fares. */
export function addDashboard(scope: Construct, props: DashboardProps): cloudwatch.Dashboard {
  const dashboard = new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: nameOf(props.deployment, 'overview'),
    defaultInterval: Duration.hours(6),
  });
  for (let from = 0; from < props.alarms.length; from += MOST_ALARMS) {
    const alarms = props.alarms.slice(from, from + MOST_ALARMS);
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: GRID_WIDTH, height: HEIGHT }),
    );
  }
  const own = serviceMetrics(serviceNameOf(props.deployment));
  const rows = [
    requestGraphs(own),
    graphsByApi(own, props.apis),
    percentiles.map((percentile) => timing(own, 'Latency', percentile)),
    percentiles.map((percentile) => timing(own, 'TimeToFirstEvent', percentile)),
    usageGraphs(own),
    backgroundGraphs(own, props),
    functionGraphs(props.groups),
    ...(props.api ? [gatewayGraphs(props.api)] : []),
  ];
  for (const graphs of rows) {
    dashboard.addWidgets(...graphs.map((graph) => widget(graph, GRID_WIDTH / graphs.length)));
  }
  return dashboard;
}

function widget({ title, metrics, stacked = false, unit }: Graph, width: number): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({
    title,
    left: [...metrics],
    stacked,
    width,
    height: HEIGHT,
    leftYAxis: { min: 0, ...(unit !== undefined && { label: unit, showUnits: false }) },
  });
}

function requestGraphs({ eachSeries, overEndpoints }: ServiceMetrics): Graph[] {
  return [
    { title: 'Requests', metrics: [eachSeries('Requests', SUM, FIVE_MINUTES)], stacked: true },
    { title: 'Errors by code', metrics: [eachSeries('ErrorsByCode', SUM, FIVE_MINUTES)], stacked: true },
    { title: 'Error rate', metrics: [overEndpoints('AVG', 'Errors', FIVE_MINUTES, { label: 'Share of requests' })] },
  ];
}

/** A line for each API. */
function graphsByApi({ ofGroup }: ServiceMetrics, apis: readonly RowGroup[]): Graph[] {
  const each = (metric: Parameters<typeof ofGroup>[1], period: Duration) =>
    apis.map((api) => ofGroup(api, metric, period));
  return [
    { title: 'Requests, by API', metrics: each('Requests', FIVE_MINUTES), stacked: true },
    { title: 'Error rate, by API', metrics: each('ErrorRate', FIVE_MINUTES) },
    {
      title: 'Estimated cost per hour, by API',
      metrics: each('CostEstimate', Duration.hours(1)),
      stacked: true,
      unit: 'USD',
    },
  ];
}

const timings = { Latency: 'Latency', TimeToFirstEvent: 'Time to first event' } as const;

function timing({ eachSeries }: ServiceMetrics, name: keyof typeof timings, percentile: string): Graph {
  return {
    title: `${timings[name]}, ${percentile}`,
    metrics: [eachSeries(name, percentile, FIVE_MINUTES)],
    unit: 'ms',
  };
}

function usageGraphs({ eachSeries }: ServiceMetrics): Graph[] {
  const hour = Duration.hours(1);
  return [
    { title: 'Tokens', metrics: [eachSeries('TokensUsed', SUM, FIVE_MINUTES)], stacked: true },
    {
      title: 'Estimated cost per hour, by model',
      metrics: [eachSeries('CostEstimate', SUM, hour)],
      stacked: true,
      unit: 'USD',
    },
  ];
}

function backgroundGraphs({ backgroundMetric }: ServiceMetrics, { deployment, deadLetters }: DashboardProps): Graph[] {
  // Each poller tells of its own shards, once an invocation: their average times their number, whenever each of them ended.
  const pending = new cloudwatch.MathExpression({
    expression: `mean * ${deployment.pollers}`,
    usingMetrics: { mean: backgroundMetric('BackgroundPending', cloudwatch.Stats.AVERAGE, FIVE_MINUTES) },
    label: 'Pending',
    period: FIVE_MINUTES,
  });
  return [
    { title: 'Background responses pending', metrics: [pending] },
    {
      title: 'Oldest pending',
      metrics: [backgroundMetric('BackgroundOldestAge', MAXIMUM, FIVE_MINUTES)],
      unit: 'seconds',
    },
    {
      title: 'Settled, failed, dead letters',
      metrics: [
        backgroundMetric('BackgroundSettled', SUM, FIVE_MINUTES),
        backgroundMetric('BackgroundFailed', SUM, FIVE_MINUTES),
        deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: MAXIMUM, label: 'Dead letters' }),
      ],
    },
  ];
}

/** A line for each function. */
function functionGraphs(groups: readonly FunctionGroup[]): Graph[] {
  const each = (name: string, statistic: string, period = FIVE_MINUTES) =>
    groups.map((group) => eachFunction(group, name, statistic, period));
  return [
    { title: 'Throttles', metrics: each('Throttles', SUM), stacked: true },
    { title: 'Crashes', metrics: each('Errors', SUM), stacked: true },
    { title: 'Duration, p95', metrics: each('Duration', 'p95'), unit: 'ms' },
    { title: 'Invocations at the same time', metrics: each('ConcurrentExecutions', MAXIMUM, Duration.minutes(1)) },
  ];
}

function gatewayGraphs({ deploymentStage: stage }: apigateway.RestApi): Graph[] {
  return [
    { title: 'API Gateway: requests', metrics: [stage.metricCount({ statistic: SUM })] },
    {
      title: 'API Gateway: 4xx (throttled ones among them) and 5xx',
      metrics: [stage.metricClientError({ statistic: SUM }), stage.metricServerError({ statistic: SUM })],
    },
    {
      title: 'API Gateway: latency',
      metrics: percentiles.map((statistic) => stage.metricLatency({ statistic, label: statistic })),
      unit: 'ms',
    },
  ];
}
