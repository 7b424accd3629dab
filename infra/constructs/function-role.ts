import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LambdaFunction } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { LONGEST_SESSION_SECONDS } from '../config/longest-session.ts';
import { tableUse } from '../config/table-use.ts';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import { bucketGrants, bucketStatements } from './bucket-access.ts';
import type { SharedResources } from './shared-resources.ts';
import { tableStatements } from './table-access.ts';

export interface FunctionRoleProps {
  readonly deployment: Deployment;
  readonly row: LambdaFunction;
  readonly logGroup: ILogGroup;
  readonly shared: SharedResources;
  /** Of the queue of what fails in it; absent where somebody waits for the answer. */
  readonly deadLettersArn?: string | undefined;
}

/** The role of one function: its own log group, its traces, what its row names of the bucket, the table and the secrets, and its dead letters. */
export class FunctionRole extends Construct {
  readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id);
    const { deployment, row, logGroup, shared, deadLettersArn } = props;
    const { access } = row;
    const objects = bucketStatements(bucketGrants(row, deployment), shared);
    const items = tableStatements(tableUse(row, deployment), () => shared.accessTableArn);
    const secrets = Object.values(shared.secretVariables(access));
    const role = new iam.Role(this, 'Resource', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      ...(access.images === undefined && access.speech === undefined && access.videos !== 'read'
        ? {}
        : { maxSessionDuration: Duration.seconds(LONGEST_SESSION_SECONDS) }),
      inlinePolicies: {
        // The group's ARN ends in `:*`, which stands for its streams.
        logs: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
        traces: allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
        ...(objects.length > 0 ? { bucket: new iam.PolicyDocument({ statements: objects }) } : {}),
        ...(items.length > 0 ? { table: new iam.PolicyDocument({ statements: items }) } : {}),
        ...(deadLettersArn === undefined ? {} : { deadLetters: allow(['sqs:SendMessage'], [deadLettersArn]) }),
        ...(secrets.length > 0 ? { secrets: allow(['secretsmanager:GetSecretValue'], secrets) } : {}),
      },
    });
    acknowledgeWildcards(
      role,
      ['*'],
      'X-Ray takes segments without naming a resource: IAM has none to restrict these two actions to.',
    );
    acknowledgeWildcards(
      role,
      objects.flatMap(({ resources }) => resources),
      "Keys are made of dates and of OpenAI's ids, so a pattern is all there can be: each ends at the prefix that the row's access names.",
    );
    // What CDK would add of itself (tracing, once more) does not get in.
    this.role = role.withoutPolicyUpdates();
  }
}

function allow(actions: string[], resources: string[]): iam.PolicyDocument {
  return new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions, resources })] });
}
