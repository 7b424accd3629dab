import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LambdaFunction } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { functionNameOf, serviceNameOf } from '../config/names.ts';
import { accessVariables } from './access-variables.ts';
import { bucketGrants } from './bucket-access.ts';
import { type BundleOptions, bundleCode } from './bundle.ts';
import { bundleVariables } from './bundle-variables.ts';
import { deadLettersArn } from './dead-letters.ts';
import { doorVariables } from './door-variables.ts';
import { FunctionRole } from './function-role.ts';
import type { SharedResources } from './shared-resources.ts';

export interface ServiceFunctionProps extends BundleOptions {
  readonly deployment: Deployment;
  readonly row: LambdaFunction;
  readonly shared: SharedResources;
}

/** Lambda drops lines below this level, and Powertools writes none: here and not in `LOG_LEVEL` it is decided. */
const LEVELS: Readonly<Record<string, lambda.ApplicationLogLevel>> = {
  TRACE: lambda.ApplicationLogLevel.TRACE,
  DEBUG: lambda.ApplicationLogLevel.DEBUG,
};

/** The function of one row of the table, with its log group and its role. */
export class ServiceFunction extends Construct {
  readonly function: lambda.Function;
  /** As text, not as a reference to the resource. */
  readonly functionName: string;
  readonly role: iam.IRole;

  constructor(scope: Construct, id: string, { deployment, row, shared, ...bundle }: ServiceFunctionProps) {
    super(scope, id);
    const functionName = functionNameOf(deployment, row.name);
    this.functionName = functionName;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: deployment.logRetentionDays,
      // A group that stayed would be in the way of the next deployment under its name.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Lambda writes what failed of an invocation that nobody waits for, as the function.
    const letters = 'everySeconds' in row ? deadLettersArn(this, deployment) : undefined;
    this.role = new FunctionRole(this, 'Role', { deployment, row, logGroup, shared, deadLettersArn: letters }).role;
    const { LOG_LEVEL = '' } = deployment.environment;
    this.function = new lambda.Function(this, 'Function', {
      functionName,
      description: row.summary,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: bundleCode(row.name, bundle),
      handler: 'index.handler',
      memorySize: row.memoryMiB,
      timeout: Duration.seconds(row.timeoutSeconds),
      ...(row.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: row.reservedConcurrency }),
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: LEVELS[LOG_LEVEL] ?? lambda.ApplicationLogLevel.INFO,
      tracing: lambda.Tracing.ACTIVE,
      environment: {
        ...deployment.environment,
        ...doorVariables(deployment),
        POWERTOOLS_SERVICE_NAME: serviceNameOf(deployment),
        ...bundleVariables(row.name, bundle),
        ...(bucketGrants(row, deployment).length > 0 ? { STORAGE_BUCKET: shared.bucketName } : {}),
        ...accessVariables(row, deployment, shared),
        ...shared.secretVariables(row.access),
      },
    });
  }
}
