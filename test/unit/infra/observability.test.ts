import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it, vi } from 'vitest';
import { ApiStack } from '../../../infra/stacks/api-stack.ts';
import { ObservabilityStack } from '../../../infra/stacks/observability-stack.ts';
import { type Endpoint, endpoints, lambdaFunctions } from '../../../lib/endpoints/table.ts';
import {
  acknowledgements,
  fakeService,
  flat,
  nagFindings,
  type Resource,
  resourcesOf,
} from '../../support/fake-service.ts';
import { emittedMetrics, seriesName } from './emitted-metrics.ts';

function observability(service: Readonly<Record<string, unknown>> = {}, withApi = true) {
  const { app, deployment, functions } = fakeService(service);
  const api = withApi ? { api: new ApiStack(app, 'Api', { deployment, functions }).api } : {};
  const stack = new ObservabilityStack(app, 'Observability', { deployment, functions, ...api });
  return { stack, template: Template.fromStack(stack) };
}

const { stack, template } = observability({ budgetUsdPerHour: 2.5, pollers: 3, alarmEmail: 'team@example.com' });
// As the functions of the deployment that these templates are of.
vi.hoisted(() => {
  process.env.POWERTOOLS_SERVICE_NAME = 'openai-responses-dev';
});
const emitted = emittedMetrics();

/** A widget, as far as it is read here. */
interface Widget {
  readonly type: string;
  readonly width: number;
  readonly properties: { readonly title: string; readonly metrics?: readonly (readonly unknown[])[] };
}

function widgetsOf(of: Template): Widget[] {
  const [dashboard] = Object.values(resourcesOf(of, 'AWS::CloudWatch::Dashboard'));
  return JSON.parse(flat(dashboard?.Properties.DashboardBody)).widgets;
}

const widgets = widgetsOf(template);
const alarms = Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const alarm = (name: string): Resource['Properties'] =>
  alarms.find(({ AlarmName }) => AlarmName === `openai-responses-dev-${name}`);

const SEARCH = /SEARCH\('\{(\w+),([\w,]+)\} MetricName="(\w+)" service="([\w-]+)"', '\w+', \d+\)/;
const SELECT = /SELECT \w+\((\w+)\) FROM SCHEMA\("(\w+)", ([\w, ]+)\) WHERE service = '([\w-]+)'/;

/** The service's own metrics in an expression: the series, and the value of `service`. */
function readExpression(expression: string): { series: string; service: string | undefined } {
  const [, searched = '', dimensions = '', name = '', service] = SEARCH.exec(expression) ?? [];
  if (name) return { series: seriesName(searched, dimensions.split(','), name), service };
  const [, selected = '', namespace = '', schema = '', only] = SELECT.exec(expression) ?? [];
  return { series: seriesName(namespace, schema.split(', '), selected), service: only };
}

/** Of the dashboard and the alarms. */
const read = [
  ...widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((line) => {
      const { expression } = line.at(-1) as { readonly expression?: string };
      if (expression?.includes('*')) return undefined;
      if (expression) return readExpression(expression);
      const [namespace, name, ...dimensions] = line.filter((part) => typeof part === 'string');
      const pairs = Object.fromEntries(
        dimensions.flatMap((value, at) => (at % 2 === 0 ? [[value, dimensions[at + 1]]] : [])),
      );
      return { series: seriesName(namespace ?? '', Object.keys(pairs), name ?? ''), service: pairs.service };
    }),
  ...alarms.map(({ Namespace, MetricName, Dimensions, Metrics }) => {
    if (Metrics) return readExpression(Metrics[0].Expression);
    const names = Dimensions.map(({ Name }: { readonly Name: string }) => Name);
    const service = Dimensions.find(({ Name }: { readonly Name: string }) => Name === 'service')?.Value;
    return { series: seriesName(Namespace, names, MetricName), service };
  }),
].filter((each) => each !== undefined);

const own = read.filter(({ series }) => !series.startsWith('AWS/'));

describe('the metrics of the dashboard and the alarms', () => {
  it.each([...new Set(own.map(({ series }) => series))])('are written by lib/logging: %s', (series) => {
    expect([...emitted.series]).toContain(series);
  });

  it('are those of this service', () => {
    expect(new Set(own.map(({ service }) => service))).toEqual(emitted.services);
  });

  it.each([
    'Requests',
    'Latency',
    'TimeToFirstEvent',
    'Errors',
    'BackgroundPending',
    'BackgroundFailed',
    'BackgroundOldestAge',
  ])('have %s by endpoint', (name) => {
    expect(own.map(({ series }) => series)).toContain(`OpenAIResponses{endpoint,service} ${name}`);
  });

  it.each([
    ['ErrorsByCode', 'error_code'],
    ['TokensUsed', 'model'],
    ['CostEstimate', 'model'],
  ])('have %s by %s', (name, dimension) => {
    const dimensions = ['endpoint', dimension, 'service'].sort().join(',');
    expect(own.map(({ series }) => series)).toContain(`OpenAIResponses{${dimensions}} ${name}`);
  });
});

describe('the dashboard', () => {
  const titled = (title: string) => widgets.find(({ properties }) => properties.title === title);

  it('has a name, and fills whole rows', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'openai-responses-dev-overview' });
    expect(widgets.reduce((sum, { width }) => sum + width, 0) % 24).toBe(0);
  });

  it.each(['Throttles', 'Crashes', 'Duration, p95', 'Invocations at the same time'])(
    'shows %s of every function',
    (title) => {
      const functions = titled(title)?.properties.metrics?.map((line) => line[3]);
      expect(functions).toEqual(lambdaFunctions.map(({ name }) => `fake-${name}`));
    },
  );

  it.each(['p50', 'p95', 'p99'])('shows latency and time to first event at %s', (percentile) => {
    for (const title of [`Latency, ${percentile}`, `Time to first event, ${percentile}`]) {
      expect(JSON.stringify(titled(title)?.properties.metrics)).toContain(`'${percentile}', 300)`);
    }
  });

  it('sums cost over an hour', () => {
    const cost = JSON.stringify(titled('Estimated cost per hour, by model')?.properties.metrics);
    expect(cost).toContain("'Sum', 3600)");
  });

  it('multiplies what a poller tells of its shards by the number of pollers', () => {
    expect(JSON.stringify(titled('Background responses pending')?.properties.metrics)).toContain('"mean * 3"');
  });

  it('shows API Gateway only where there is one', () => {
    const gateway = (of: Template) => widgetsOf(of).filter(({ properties }) => /API Gateway/.test(properties.title));
    expect(gateway(template)).toHaveLength(3);
    expect(gateway(observability({}, false).template)).toEqual([]);
  });
});

describe('the alarms', () => {
  it('are these, and two for each function', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName.replace('openai-responses-dev-', ''));
    const ofFunctions = lambdaFunctions.flatMap(({ name }) => [`throttles-${name}`, `crashes-${name}`]);
    expect(names.sort()).toEqual(
      ['error-rate', 'cost', 'oldest-pending', 'failed-polls', 'dead-letters', ...ofFunctions].sort(),
    );
  });

  it.each([
    ['error-rate', { Threshold: 0.1, EvaluationPeriods: 3, TreatMissingData: 'notBreaching' }],
    ['cost', { Threshold: 2.5, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' }],
    [
      'oldest-pending',
      { Threshold: 1800, EvaluationPeriods: 2, Period: 300, Statistic: 'Maximum', TreatMissingData: 'breaching' },
    ],
    [
      'failed-polls',
      { Threshold: 0, EvaluationPeriods: 15, Period: 60, Statistic: 'Maximum', TreatMissingData: 'notBreaching' },
    ],
    [
      'dead-letters',
      {
        Threshold: 0,
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        Dimensions: [{ Name: 'QueueName', Value: 'openai-responses-dev-dead-letters' }],
      },
    ],
    ['throttles-create-text', { Threshold: 0, MetricName: 'Throttles', Statistic: 'Sum' }],
    ['crashes-poll-background', { Threshold: 0, MetricName: 'Errors', Statistic: 'Sum' }],
  ])('go off as they should: %s', (name, wanted) => {
    expect(alarm(name)).toMatchObject({ ComparisonOperator: 'GreaterThanThreshold', ...wanted });
  });

  it('ask for the cost of one hour, over all endpoints', () => {
    expect(alarm('cost').Metrics).toEqual([expect.objectContaining({ Period: 3600, ReturnData: true })]);
    expect(alarm('cost').Metrics[0].Expression).toMatch(/^SELECT SUM\(CostEstimate\) /);
  });

  it('take no rate of errors from an endpoint that anybody can call', () => {
    const rows: readonly Endpoint[] = endpoints;
    const open = rows.filter(({ access, isPublic }) => access.webhookSecret || isPublic).map(({ name }) => name);
    const { Expression: expression } = alarm('error-rate').Metrics[0];
    expect(expression).toMatch(/^SELECT AVG\(Errors\) /);
    const excluded = [...expression.matchAll(/ AND endpoint != '([\w-]+)'/g)].map(([, name]) => name);
    expect(excluded).toEqual(open);
    expect(excluded).toContain('receive-webhook');
  });

  it.each(alarms.map((each) => [each.AlarmName, each]))('tell the topic of their beginning and end: %s', (_, each) => {
    const [topic = ''] = Object.keys(resourcesOf(template, 'AWS::SNS::Topic'));
    expect(each.AlarmActions).toEqual([{ Ref: topic }]);
    expect(each.OKActions).toEqual([{ Ref: topic }]);
    expect(each.AlarmDescription).toMatch(/\.$/);
  });
});

describe('the topic', () => {
  const [policy] = Object.values(resourcesOf(template, 'AWS::SNS::TopicPolicy'));
  const statements: Resource['Properties'][] = policy?.Properties.PolicyDocument.Statement;

  it('takes nothing that does not come over TLS', () => {
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('takes what CloudWatch sends for this account, and nobody else’s', () => {
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });

  it('mails where the deployment has an address', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'team@example.com' });
    observability().template.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});

describe('cdk-nag', () => {
  it('finds nothing, and nothing is acknowledged', () => {
    expect(nagFindings(stack)).toEqual([]);
    expect(acknowledgements(stack)).toEqual({});
  });
});
