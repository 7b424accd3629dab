import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { functionNameOf } from '../config/names.ts';
import { deadLettersArn } from './dead-letters.ts';
import { functionArn } from './named-function.ts';
import { scheduleGroupName } from './poll-schedule.ts';
import { shareValue } from './shared-resources.ts';

/**
 * The schedules' role: of this group alone, and nothing but to invoke this function and to write down what failed. The
 * construct library's own target would add every version and alias of the function. All is named as text: none of it is there
 * yet when the role is made.
 */
export class ScheduleRole extends Construct {
  constructor(scope: Construct, id: string, { deployment, invokes }: { deployment: Deployment; invokes: string }) {
    super(scope, id);
    const stack = Stack.of(this);
    const allow = (action: string, resource: string) =>
      new iam.PolicyStatement({ actions: [action], resources: [resource] });
    const group = stack.formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: scheduleGroupName(deployment),
    });
    const role = new iam.Role(this, 'Resource', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnEquals: { 'aws:SourceArn': group },
        },
      }),
      inlinePolicies: {
        Poll: new iam.PolicyDocument({
          statements: [
            allow('lambda:InvokeFunction', functionArn(this, functionNameOf(deployment, invokes))),
            allow('sqs:SendMessage', deadLettersArn(this, deployment)),
          ],
        }),
      },
    });
    shareValue(this, deployment, 'schedule-role-arn', role.roleArn);
  }
}
