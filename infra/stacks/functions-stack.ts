import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { LambdaFunction } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { isEndpoint } from '../config/is-endpoint.ts';
import { constructId } from '../config/names.ts';
import type { BundleOptions } from '../constructs/bundle.ts';
import { ServiceUrl, urlAuth } from '../constructs/function-url.ts';
import { NamedFunction } from '../constructs/named-function.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { SharedResources } from '../constructs/shared-resources.ts';

export interface FunctionsStackProps extends StackProps, BundleOptions {
  readonly deployment: Deployment;
  /** Of one family. */
  readonly rows: readonly LambdaFunction[];
}

/** The functions of one family, each with its log group, its role and, where it has a path, its URL. */
export class FunctionsStack extends Stack {
  /** By the name of the row. */
  readonly functions: ReadonlyMap<string, lambda.Function>;
  /** The same, for other stacks, which this one is to be deployed before. */
  readonly named: ReadonlyMap<string, lambda.IFunction>;

  constructor(scope: Construct, id: string, props: FunctionsStackProps) {
    const { deployment, rows, bundles, ...stackProps } = props;
    super(scope, id, stackProps);
    const shared = new SharedResources(this, deployment);
    const functions = new Map<string, lambda.Function>();
    const named = new Map<string, lambda.IFunction>();
    for (const row of rows) {
      const scope = new ServiceFunction(this, constructId(row.name), { deployment, row, shared, bundles });
      const authType = isEndpoint(row) ? urlAuth(row, deployment) : undefined;
      if (isEndpoint(row) && authType)
        new ServiceUrl(scope, 'Url', { deployment, row, authType, function: scope.function });
      functions.set(row.name, scope.function);
      named.set(row.name, new NamedFunction(scope, 'Named', { functionName: scope.functionName, role: scope.role }));
    }
    this.functions = functions;
    this.named = named;
  }
}
