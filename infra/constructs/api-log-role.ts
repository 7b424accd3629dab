import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { shareValue } from './shared-resources.ts';

const POLICY = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/** With which API Gateway writes the logs of all APIs of the region. It stays when its stack goes: others may log with it by then. */
export class ApiLogRole extends Construct {
  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id);
    const role = new iam.Role(this, 'Resource', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(POLICY)],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    shareValue(this, deployment, 'api-log-role-arn', role.roleArn);
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${POLICY}]`,
      reason:
        "API Gateway takes no role for its logs but one with this policy's actions on all log groups of the region.",
    });
  }
}
