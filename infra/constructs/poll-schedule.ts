import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { nameOf } from '../config/names.ts';
import { shardRuns } from './shard-runs.ts';

export interface PollScheduleProps {
  readonly deployment: Deployment;
  readonly poller: lambda.IFunction;
  readonly everySeconds: number;
  /** Takes the invocations that EventBridge could not make. */
  readonly deadLetters: sqs.IQueue;
}

/** EventBridge keeps no event for less (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html). */
const SHORTEST_EVENT_AGE_SECONDS = 60;
const RETRIES = 3;

/** One schedule for each poller, with its share of the 256 shards in the event. */
export class PollSchedule extends Construct {
  constructor(scope: Construct, id: string, { deployment, poller, everySeconds, deadLetters }: PollScheduleProps) {
    super(scope, id);
    const { pollers, pollWindowSeconds, pollLinger } = deployment;
    const group = new scheduler.CfnScheduleGroup(this, 'Group', { name: nameOf(deployment, 'polls') });
    const role = schedulerRole(this, group, poller, deadLetters);
    for (const [index, shards] of shardRuns(pollers).entries()) {
      new scheduler.CfnSchedule(this, `Poller${index}`, {
        description: `Polls background responses of shards ${shards[0]} to ${shards.at(-1)}`,
        groupName: group.ref,
        scheduleExpression: rate(everySeconds),
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: poller.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ shards, window_seconds: pollWindowSeconds, linger: pollLinger }),
          // By the next turn an event is of no use: that one has the same shards.
          retryPolicy: {
            maximumEventAgeInSeconds: Math.max(everySeconds, SHORTEST_EVENT_AGE_SECONDS),
            maximumRetryAttempts: RETRIES,
          },
          deadLetterConfig: { arn: deadLetters.queueArn },
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

/**
 * The schedules' role: these schedules alone, and nothing but to invoke this function and to write down what failed. The
 * construct library's own target would add every version and alias of the function.
 */
function schedulerRole(
  scope: Construct,
  group: scheduler.CfnScheduleGroup,
  poller: lambda.IFunction,
  deadLetters: sqs.IQueue,
): iam.Role {
  const allow = (action: string, resource: string) =>
    new iam.PolicyStatement({ actions: [action], resources: [resource] });
  const statements = [
    allow('lambda:InvokeFunction', poller.functionArn),
    allow('sqs:SendMessage', deadLetters.queueArn),
  ];
  return new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
        ArnEquals: { 'aws:SourceArn': group.attrArn },
      },
    }),
    inlinePolicies: { Poll: new iam.PolicyDocument({ statements }) },
  });
}
