import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** Lambda's longest, six hours (https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html). */
const LONGEST_EVENT_AGE_SECONDS = 21_600;

/**
 * What becomes of polls that fail in the function: EventBridge has long been told that all is well, since it invokes without
 * waiting. Lambda would try twice more, minutes later, beside the polls of those minutes; here it writes the event down. That the
 * function may send there is in its role, which is older: Lambda checks it when the destination is set.
 *
 * A throttled event has not failed: no attempt of it has begun. Lambda keeps it, and tries again from one second to five minutes
 * apart (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). It comes late then, and is one pass.
 */
export function keepFailedPolls(scope: Construct, poller: lambda.IFunction, deadLettersArn: string): void {
  new lambda.CfnEventInvokeConfig(scope, 'PollInvocations', {
    functionName: poller.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: LONGEST_EVENT_AGE_SECONDS,
    destinationConfig: { onFailure: { destination: deadLettersArn } },
  });
}
