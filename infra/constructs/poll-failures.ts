import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Lambda keeps no event for less (https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html). */
const SHORTEST_EVENT_AGE_SECONDS = 60;

/**
 * What becomes of polls that fail in the function: EventBridge has long been told that all is well, since it invokes without
 * waiting. Lambda would try twice more, minutes later, beside the polls of those minutes; here it writes the event down.
 */
export function keepFailedPolls(
  scope: Construct,
  poller: lambda.IFunction,
  options: { readonly everySeconds: number; readonly deadLetters: sqs.IQueue },
): void {
  const { deadLetters, everySeconds } = options;
  const { role } = poller;
  // Here and not in the function's own stack: that one would need the queue, and the queue's stack the function.
  const permission = role && sendPermission(scope, role.roleName, deadLetters);
  const config = new lambda.CfnEventInvokeConfig(scope, 'PollInvocations', {
    functionName: poller.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: Math.max(everySeconds, SHORTEST_EVENT_AGE_SECONDS),
    destinationConfig: { onFailure: { destination: deadLetters.queueArn } },
  });
  // Lambda checks it when the destination is set.
  if (permission) config.addResourceDependency(permission);
}

function sendPermission(scope: Construct, roleName: string, queue: sqs.IQueue): iam.CfnRolePolicy {
  const statement = new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
  return new iam.CfnRolePolicy(scope, 'PollerDeadLetters', {
    roleName,
    policyName: 'DeadLetters',
    policyDocument: new iam.PolicyDocument({ statements: [statement] }),
  });
}
