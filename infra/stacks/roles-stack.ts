import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { scheduledFunctionNamed } from '../../lib/endpoints/endpoint-named.ts';
import type { Deployment } from '../config/deployment.ts';
import { ApiLogRole } from '../constructs/api-log-role.ts';
import { ScheduleRole } from '../constructs/schedule-role.ts';

export interface RolesStackProps extends StackProps {
  readonly deployment: Deployment;
}

/**
 * The roles that other services are given, and check there and then. IAM takes seconds, at times a minute, until all of AWS
 * knows a role, and a check that comes sooner fails the deployment: so they stand in a stack of their own, which is deployed
 * before all functions (docs/decisions/0015-roles-first.md).
 */
export class RolesStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, ...props }: RolesStackProps) {
    super(scope, id, props);
    new ScheduleRole(this, 'Schedule', { deployment, invokes: scheduledFunctionNamed('poll-background').name });
    if (deployment.frontDoors !== 'urls') new ApiLogRole(this, 'ApiLog', deployment);
  }
}
