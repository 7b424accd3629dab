import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { constructId, nameOf, serviceNameOf } from '../config/names.ts';
import type { FunctionGroup } from './function-groups.ts';
import { serviceMetrics } from './service-metrics.ts';

export interface AlarmsProps {
  readonly deployment: Deployment;
  readonly groups: readonly FunctionGroup[];
  /** Endpoints that anybody can call: what they refuse counts for no alarm. */
  readonly openEndpoints: readonly string[];
  readonly deadLetters: sqs.IQueue;
  readonly topic: sns.ITopic;
}

/** One alarm: it goes off above the threshold, in so many periods on end. */
interface AlarmRow {
  readonly name: string;
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly periods: number;
  readonly missing?: cloudwatch.TreatMissingData;
}

const FIVE_MINUTES = Duration.minutes(5);
/** Callers' own mistakes count: one caller who sends nothing else should be heard of, one mistake in a quiet night not. */
const ERROR_SHARE = 0.1;
/** A webhook settles a response at its end, a poll within minutes; what is older is stuck, or thinks for very long. */
const OLDEST_PENDING_SECONDS = 30 * 60;

/** What somebody should hear of. */
export class Alarms extends Construct {
  readonly all: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { deployment, topic } = props;
    const rows = [...serviceAlarms(props), ...props.groups.flatMap(groupAlarms)];
    const action = new actions.SnsAction(topic);
    this.all = rows.map(({ name, description, metric, threshold, periods, missing }) => {
      const alarm = new cloudwatch.Alarm(this, constructId(name), {
        alarmName: nameOf(deployment, name),
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}

function serviceAlarms({ deployment, deadLetters, openEndpoints }: AlarmsProps): AlarmRow[] {
  const { budgetUsdPerHour } = deployment;
  const { overEndpoints, backgroundMetric } = serviceMetrics(serviceNameOf(deployment));
  return [
    {
      name: 'error-rate',
      description: 'More than a tenth of the requests of a quarter of an hour failed; the dashboard has the codes.',
      // 1 for a request that failed, 0 for any other: their average is the rate.
      metric: overEndpoints('AVG', 'Errors', FIVE_MINUTES, { label: 'Error rate', except: openEndpoints }),
      threshold: ERROR_SHARE,
      periods: 3,
    },
    {
      name: 'cost',
      description: `OpenAI's estimated cost of one hour was over ${budgetUsdPerHour} USD.`,
      metric: overEndpoints('SUM', 'CostEstimate', Duration.hours(1), { label: 'USD per hour' }),
      threshold: budgetUsdPerHour,
      periods: 1,
    },
    {
      name: 'oldest-pending',
      description: 'A background response has been pending for over half an hour, or no poll finds out any more.',
      metric: backgroundMetric('BackgroundOldestAge', cloudwatch.Stats.MAXIMUM, FIVE_MINUTES),
      threshold: OLDEST_PENDING_SECONDS,
      periods: 2,
      // Every poll that can list and read says it, with 0 where nothing is pending: no data is none of these.
      missing: cloudwatch.TreatMissingData.BREACHING,
    },
    {
      name: 'failed-polls',
      description:
        'Polls have failed for a quarter of an hour; "background poll failed" in the log has the records and codes.',
      // By the minute, as polls are made: what failed once and works a minute later is nobody's concern.
      metric: backgroundMetric('BackgroundFailed', cloudwatch.Stats.MAXIMUM, Duration.minutes(1)),
      threshold: 0,
      periods: 15,
    },
    {
      name: 'dead-letters',
      description: 'A poll of background responses could not be made, or failed; the queue has its event.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: cloudwatch.Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
      threshold: 0,
      periods: 1,
    },
  ];
}

/** Lambda's own metrics: of a function that did not begin, or did not end, nobody else knows. */
function groupAlarms(group: FunctionGroup): AlarmRow[] {
  const rows = group.functions.map(({ row }) => row).join(', ');
  return [
    {
      name: `throttles-${group.name}`,
      description: `Lambda refused invocations: its reserved or the account's concurrency is used up. The dashboard tells of which function: ${rows}.`,
      metric: sumOf(group, 'Throttles'),
      threshold: 0,
      periods: 1,
    },
    {
      name: `crashes-${group.name}`,
      description: `A function crashed or ran out of time. What it fails in it answers, so this is a defect or a limit. The dashboard tells which: ${rows}.`,
      metric: sumOf(group, 'Errors'),
      threshold: 0,
      periods: 1,
    },
  ];
}

/** A metric of Lambda over a group. A function that nobody asks has no data, which the sum takes for none: it must not hide the others. */
function sumOf({ name, functions }: FunctionGroup, metricName: 'Throttles' | 'Errors'): cloudwatch.IMetric {
  const metrics = functions.map(({ function: target }) =>
    target.metric(metricName, { statistic: cloudwatch.Stats.SUM, period: FIVE_MINUTES }),
  );
  const [only] = metrics;
  if (only !== undefined && metrics.length === 1) return only;
  return new cloudwatch.MathExpression({
    expression: 'SUM(FILL(METRICS(), 0))',
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
    label: `${metricName} of ${name}`,
    period: FIVE_MINUTES,
  });
}
