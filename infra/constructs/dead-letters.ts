import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { nameOf } from '../config/names.ts';

/** SQS's longest. */
const DEAD_LETTER_DAYS = 14;

/** The queue of the polls that could not be made, or failed. It has a name, so that a role may send to it before it is there. */
export class DeadLetters extends sqs.Queue {
  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id, {
      queueName: queueNameOf(deployment),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue, of the schedules and of the function that they invoke.',
    });
  }
}

/** Its ARN, as text, for the template of a stack that is made apart from it. */
export function deadLettersArn(scope: Construct, deployment: Deployment): string {
  return Stack.of(scope).formatArn({
    service: 'sqs',
    resource: queueNameOf(deployment),
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
}

/** The queue for the metrics of another stack, by its name. */
export function namedDeadLetters(scope: Construct, deployment: Deployment): sqs.IQueue {
  const queueArn = deadLettersArn(scope, deployment);
  return sqs.Queue.fromQueueAttributes(scope, 'DeadLetters', { queueArn, queueName: queueNameOf(deployment) });
}

function queueNameOf(deployment: Deployment): string {
  return nameOf(deployment, 'dead-letters');
}
