import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it, vi } from 'vitest';
import { ApiStack } from '../../../infra/stacks/api-stack.ts';
import { ObservabilityStack } from '../../../infra/stacks/observability-stack.ts';
import { type Endpoint, endpoints, type LambdaFunction, lambdaFunctions } from '../../../lib/endpoints/table.ts';
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
  readonly properties: {
    readonly title: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
  };
}

function widgetsOf(of: Template): Widget[] {
  const [dashboard] = Object.values(resourcesOf(of, 'AWS::CloudWatch::Dashboard'));
  return JSON.parse(flat(dashboard?.Properties.DashboardBody)).widgets;
}

const widgets = widgetsOf(template);
const alarms = Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const alarm = (name: string): Resource['Properties'] =>
  alarms.find(({ AlarmName }) => AlarmName === `openai-responses-dev-${name}`);

const SEARCH =
  /SEARCH\('\{(\w+),([\w,]+)\} MetricName="(\w+)" service="([\w-]+)"(?: endpoint=\([^)]+\))?', '\w+', \d+\)/;
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
      if (expression?.includes('*') || expression?.includes('AWS/Lambda')) return undefined;
      if (expression) return readExpression(expression);
      const [namespace, name, ...dimensions] = line.filter((part) => typeof part === 'string');
      const pairs = Object.fromEntries(
        dimensions.flatMap((value, at) => (at % 2 === 0 ? [[value, dimensions[at + 1]]] : [])),
      );
      return { series: seriesName(namespace ?? '', Object.keys(pairs), name ?? ''), service: pairs.service };
    }),
  ...alarms.map(({ Namespace, MetricName, Dimensions, Metrics }) => {
    if (Metrics) return Metrics.length === 1 ? readExpression(Metrics[0].Expression) : undefined;
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
      const found = (titled(title)?.properties.metrics ?? []).flatMap((line) => {
        const { expression = '' } = line.at(-1) as { readonly expression?: string };
        // A search takes no more.
        expect(expression.length).toBeLessThan(1024);
        const [, names = ''] = / FunctionName=\(("[^)]+")\)/.exec(expression) ?? [];
        return names.split(' OR ').map((name) => name.slice(1, -1));
      });
      expect(found.sort()).toEqual(lambdaFunctions.map(({ name }) => `fake-${name}`).sort());
    },
  );

  it.each(['Requests, by API', 'Error rate, by API', 'Estimated cost per hour, by API'])(
    'shows a line for each API, of all its endpoints: %s',
    (title) => {
      const lines = (titled(title)?.properties.metrics ?? []).map(
        (line) => line.at(-1) as { readonly expression: string; readonly label: string },
      );
      const found = lines.map(({ label, expression }) => {
        const [, names = ''] = / endpoint=\(("[^)]+")\)/.exec(expression) ?? [];
        return [label, names.split(' OR ').map((name) => name.slice(1, -1))] as const;
      });
      const expected = Map.groupBy(endpoints as readonly Endpoint[], ({ api }) => api);
      expect(found).toEqual([...expected].map(([api, rows]) => [api, rows.map(({ name }) => name)]));
    },
  );

  it('shows every alarm, however many there are', () => {
    const [first] = lambdaFunctions as [LambdaFunction];
    const rows = Array.from({ length: 60 }, (_, index) => {
      const name = `api-${index}`;
      return { ...first, name, api: name as LambdaFunction['api'] };
    });
    const { app, deployment, functions } = fakeService(
      {},
      rows.map(({ name }) => name),
    );
    const many = new ObservabilityStack(app, 'Observability', { deployment, functions, rows });
    const shown = widgetsOf(Template.fromStack(many)).flatMap(({ properties }) => properties.alarms ?? []);
    const made = Object.keys(resourcesOf(Template.fromStack(many), 'AWS::CloudWatch::Alarm'));
    expect(made.length).toBeGreaterThan(100);
    expect(shown.map((arn) => arn.slice(1, -'.Arn>'.length)).sort()).toEqual(made.sort());
  });

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
  const apis = Map.groupBy(lambdaFunctions, ({ api }) => api);
  const ofFunctions = alarms.filter(({ AlarmName }) => /-(throttles|crashes)-/.test(AlarmName));
  const metricsOf = ({ Metrics, MetricName, Dimensions, Statistic }: Resource['Properties']) =>
    Metrics
      ? Metrics.flatMap(({ MetricStat }: Resource['Properties']) =>
          MetricStat ? [{ ...MetricStat.Metric, Statistic: MetricStat.Stat }] : [],
        )
      : [{ MetricName, Dimensions, Statistic }];

  it('are these, and two for each API, or for each ten functions of one', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName.replace('openai-responses-dev-', ''));
    const groups = [...apis].flatMap(([api, rows]) =>
      Array.from({ length: Math.ceil(rows.length / 10) }, (_, index) => (index === 0 ? api : `${api}-${index + 1}`)),
    );
    expect(names.sort()).toEqual(
      [
        ...['error-rate', 'cost', 'oldest-pending', 'failed-polls', 'dead-letters'],
        ...groups.flatMap((group) => [`throttles-${group}`, `crashes-${group}`]),
      ].sort(),
    );
  });

  it.each([
    ['throttles', 'Throttles'],
    ['crashes', 'Errors'],
  ])('watch the %s of every function, each once', (name, metric) => {
    const watched = ofFunctions.filter(({ AlarmName }) => AlarmName.includes(`-${name}-`)).flatMap(metricsOf);
    expect(new Set(watched.map(({ MetricName, Statistic }) => `${MetricName} ${Statistic}`))).toEqual(
      new Set([`${metric} Sum`]),
    );
    const functions = watched.map(({ Dimensions }) => Dimensions[0].Value);
    expect(functions.sort()).toEqual(lambdaFunctions.map(({ name }) => `fake-${name}`).sort());
  });

  it.each(ofFunctions.map((each) => [each.AlarmName, each]))(
    'of an API have no more metrics than one takes: %s',
    (_, each) => {
      expect(metricsOf(each).length).toBeLessThanOrEqual(10);
    },
  );

  it('of an API sum up its functions, of which those without data are none', () => {
    const [sum, ...each] = alarm('throttles-responses').Metrics;
    expect(sum).toMatchObject({ Expression: 'SUM(FILL(METRICS(), 0))' });
    expect(each.map(({ ReturnData }: Resource['Properties']) => ReturnData)).toEqual(each.map(() => false));
  });

  it('of an API name its functions, for whoever reads the mail', () => {
    for (const [api, rows] of apis) {
      const texts = alarms
        .filter(({ AlarmName }) => new RegExp(`-crashes-${api}(-\\d+)?$`).test(AlarmName))
        .map(({ AlarmDescription }) => AlarmDescription);
      expect(rows.filter(({ name }) => !texts.join().includes(name))).toEqual([]);
    }
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
    ['throttles-responses', { Threshold: 0, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' }],
    ['crashes-responses', { Threshold: 0, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' }],
    ['throttles-background', { Threshold: 0, MetricName: 'Throttles', Statistic: 'Sum' }],
    ['crashes-background', { Threshold: 0, MetricName: 'Errors', Statistic: 'Sum' }],
  ])('go off as they should: %s', (name, wanted) => {
    expect(alarm(name)).toMatchObject({ ComparisonOperator: 'GreaterThanThreshold', ...wanted });
  });

  it('ask for the cost of one hour, over all endpoints', () => {
    expect(alarm('cost').Metrics).toEqual([expect.objectContaining({ Period: 3600, ReturnData: true })]);
    expect(alarm('cost').Metrics[0].Expression).toMatch(/^SELECT SUM\(CostEstimate\) /);
  });

  it('take no rate of errors from an endpoint that anybody can call', () => {
    const rows: readonly Endpoint[] = endpoints;
    // With `docs` off, what describes the service is for callers.
    const open = rows.filter(({ api, auth }) => auth !== 'caller' && api !== 'docs').map(({ name }) => name);
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
