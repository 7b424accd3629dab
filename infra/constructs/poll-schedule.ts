import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { nameOf } from '../config/names.ts';
import { shardRuns } from './shard-runs.ts';

export interface PollScheduleProps {
  readonly deployment: Deployment;
  readonly poller: lambda.IFunction;
  readonly everySeconds: number;
  /** With which EventBridge invokes it; older than the schedules. */
  readonly roleArn: string;
  /** Of the queue that takes the invocations that EventBridge could not make. */
  readonly deadLettersArn: string;
}

/** EventBridge keeps no event for less (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html). */
const SHORTEST_EVENT_AGE_SECONDS = 60;
const RETRIES = 3;
/** EventBridge puts the time in (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html). */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** What the schedules' role is for. */
export function scheduleGroupName(deployment: Deployment): string {
  return nameOf(deployment, 'polls');
}

/** One schedule for each poller, with its share of the 256 shards in the event. */
export class PollSchedule extends Construct {
  constructor(scope: Construct, id: string, { deployment, poller, everySeconds, ...arns }: PollScheduleProps) {
    super(scope, id);
    const { pollers, pollWindowSeconds, pollLinger } = deployment;
    const group = new scheduler.CfnScheduleGroup(this, 'Group', { name: scheduleGroupName(deployment) });
    for (const [index, shards] of shardRuns(pollers).entries()) {
      new scheduler.CfnSchedule(this, `Poller${index}`, {
        description: `Polls background responses of shards ${shards[0]} to ${shards.at(-1)}`,
        groupName: group.ref,
        scheduleExpression: rate(everySeconds),
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: poller.functionArn,
          roleArn: arns.roleArn,
          input: JSON.stringify({
            shards,
            window_seconds: pollWindowSeconds,
            linger: pollLinger,
            scheduled_at: SCHEDULED_TIME,
          }),
          // Until Lambda has taken it, which it does whether there is room to invoke or not. By the next turn it is of no use.
          retryPolicy: {
            maximumEventAgeInSeconds: Math.max(everySeconds, SHORTEST_EVENT_AGE_SECONDS),
            maximumRetryAttempts: RETRIES,
          },
          deadLetterConfig: { arn: arns.deadLettersArn },
        },
      });
    }
  }
}

/** EventBridge knows whole minutes only. */
function rate(everySeconds: number): string {
  const minutes = everySeconds / 60;
  if (!Number.isInteger(minutes)) throw new Error(`EventBridge cannot schedule every ${everySeconds} seconds`);
  return `rate(${minutes} minute${minutes === 1 ? '' : 's'})`;
}
