import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface NamedFunctionProps {
  readonly functionName: string;
  /** Still a reference to the function's own stack. */
  readonly role: iam.IRole;
}

/**
 * A function as other stacks know it: by its name, as text. So no output of its own stack, and no order of updates, ties them
 * together when a row of the table goes. Whoever uses it makes its own stack depend on the function's.
 */
export class NamedFunction extends lambda.FunctionBase {
  readonly functionName: string;
  readonly functionArn: string;
  readonly role: iam.IRole;
  readonly grantPrincipal: iam.IPrincipal;
  readonly permissionsNode = this.node;
  readonly architecture = lambda.Architecture.ARM_64;
  readonly tenancyConfig?: lambda.TenancyConfig;
  readonly resourceArnsForGrantInvoke: string[];
  /** Permissions stand in the stack of whoever is permitted: here they would lead back to it. */
  protected readonly canCreatePermissions = false;

  constructor(scope: Construct, id: string, { functionName, role }: NamedFunctionProps) {
    super(scope, id);
    this.functionName = functionName;
    this.functionArn = functionArn(scope, functionName);
    this.role = role;
    this.grantPrincipal = role.grantPrincipal;
    this.resourceArnsForGrantInvoke = [this.functionArn];
  }
}

/** The ARN of a function of this name, be it there yet or not. */
export function functionArn(scope: Construct, functionName: string): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
