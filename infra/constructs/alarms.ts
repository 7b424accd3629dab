import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Endpoint, endpoints } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { constructId, nameOf, serviceNameOf } from '../config/names.ts';
import { serviceMetrics } from './service-metrics.ts';

export interface AlarmsProps {
  readonly deployment: Deployment;
  readonly functions: ReadonlyMap<string, lambda.IFunction>;
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

/** Anybody can send these what they refuse, and must not be able to ring the bell with it. */
const openEndpoints = endpoints.filter(({ auth }: Endpoint) => auth !== 'caller').map(({ name }) => name);

/** What somebody should hear of. */
export class Alarms extends Construct {
  readonly all: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { deployment, topic, ...rest }: AlarmsProps) {
    super(scope, id);
    const rows = [...serviceAlarms(deployment, rest.deadLetters), ...functionAlarms(rest.functions)];
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

function serviceAlarms(deployment: Deployment, deadLetters: sqs.IQueue): AlarmRow[] {
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

/** For each function by itself: CloudWatch bills an alarm by its metrics, so one over all would cost the same and say less. */
function functionAlarms(functions: AlarmsProps['functions']): AlarmRow[] {
  return [...functions].flatMap(([name, target]) => [
    {
      name: `throttles-${name}`,
      description: `Lambda refused invocations of ${name}: its reserved or the account's concurrency is used up.`,
      metric: target.metricThrottles({ period: FIVE_MINUTES }),
      threshold: 0,
      periods: 1,
    },
    {
      name: `crashes-${name}`,
      description: `${name} crashed or ran out of time. What it fails in it answers, so this is a defect or a limit.`,
      metric: target.metricErrors({ period: FIVE_MINUTES }),
      threshold: 0,
      periods: 1,
    },
  ]);
}
