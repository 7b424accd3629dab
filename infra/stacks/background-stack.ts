import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { scheduledFunctionNamed } from '../../lib/endpoint-named.ts';
import type { Deployment } from '../config/deployment.ts';
import { keepFailedPolls } from '../constructs/poll-failures.ts';
import { PollSchedule } from '../constructs/poll-schedule.ts';

export interface BackgroundStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly poller: lambda.IFunction;
}

/** SQS's longest. */
const DEAD_LETTER_DAYS = 14;

/** What follows background responses: the schedules, and the polls that could not be made or failed. */
export class BackgroundStack extends Stack {
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, { deployment, poller, ...stackProps }: BackgroundStackProps) {
    super(scope, id, stackProps);
    const { everySeconds } = scheduledFunctionNamed('poll-background');
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue, of the schedules and of the function that they invoke.',
    });
    new PollSchedule(this, 'Polls', { deployment, poller, everySeconds, deadLetters: this.deadLetters });
    keepFailedPolls(this, poller, { everySeconds, deadLetters: this.deadLetters });
  }
}
