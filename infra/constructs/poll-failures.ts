import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** Lambda keeps no event for less (https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html). */
const SHORTEST_EVENT_AGE_SECONDS = 60;

/**
 * What becomes of polls that fail in the function: EventBridge has long been told that all is well, since it invokes without
 * waiting. Lambda would try twice more, minutes later, beside the polls of those minutes; here it writes the event down. That the
 * function may send there is in its role, which is older: Lambda checks it when the destination is set.
 */
export function keepFailedPolls(
  scope: Construct,
  poller: lambda.IFunction,
  options: { readonly everySeconds: number; readonly deadLettersArn: string },
): void {
  const { deadLettersArn, everySeconds } = options;
  new lambda.CfnEventInvokeConfig(scope, 'PollInvocations', {
    functionName: poller.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: Math.max(everySeconds, SHORTEST_EVENT_AGE_SECONDS),
    destinationConfig: { onFailure: { destination: deadLettersArn } },
  });
}
