import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { scheduledFunctionNamed } from '../../lib/endpoints/endpoint-named.ts';
import type { Deployment } from '../config/deployment.ts';
import { deadLettersArn } from '../constructs/dead-letters.ts';
import { keepFailedPolls } from '../constructs/poll-failures.ts';
import { PollSchedule } from '../constructs/poll-schedule.ts';
import { SharedResources } from '../constructs/shared-resources.ts';

export interface BackgroundStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly poller: lambda.IFunction;
}

/** What follows background responses: the schedules, and where the polls go that could not be made or failed. */
export class BackgroundStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, poller, ...stackProps }: BackgroundStackProps) {
    super(scope, id, stackProps);
    const { everySeconds } = scheduledFunctionNamed('poll-background');
    const { scheduleRoleArn: roleArn } = new SharedResources(this, deployment);
    const letters = deadLettersArn(this, deployment);
    new PollSchedule(this, 'Polls', { deployment, poller, everySeconds, roleArn, deadLettersArn: letters });
    keepFailedPolls(this, poller, letters);
  }
}
