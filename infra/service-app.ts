import { App, type StackProps, Validations } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { scheduledFunctionNamed } from '../lib/endpoints/endpoint-named.ts';
import {
  type Endpoint,
  endpoints as endpointTable,
  type LambdaFunction,
  scheduledFunctions,
} from '../lib/endpoints/table.ts';
import { deployedEndpoints } from './config/deployed-endpoints.ts';
import { type Deployment, readDeployment } from './config/deployment.ts';
import { constructId, nameOf } from './config/names.ts';
import { requireBundles } from './constructs/bundle.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { BackgroundStack } from './stacks/background-stack.ts';
import { FunctionsStack } from './stacks/functions-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { RolesStack } from './stacks/roles-stack.ts';
import { StorageStack } from './stacks/storage-stack.ts';

/** Where an app is deployed to, and what a test puts in place of this project's own. */
export interface ServiceAppOptions {
  /** Absent: a template for any account. */
  readonly account?: string | undefined;
  /** Of whoever deploys; the deployment's own goes first. */
  readonly region?: string | undefined;
  /** Rows in place of the table's. */
  readonly endpoints?: readonly Endpoint[];
  /** Where the bundles are, other than `dist/functions`. */
  readonly bundles?: string;
  /** Where the templates go, other than where CDK's command line wants them. */
  readonly outdir?: string;
}

/** CloudFormation takes 500 resources a stack (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html); a stack that comes near is split by family. */
const MOST_RESOURCES = 449;

/**
 * The whole service as a CDK app: what is kept, one stack of functions for each family of the table, and the doors before
 * them. Throws one `DeploymentError` that says what is wrong with the deployment's keys or with the bundles.
 *
 * @param context what `cdk.json` and `-c` say; CDK's command line gives it by itself
 */
export function buildApp(context: Readonly<Record<string, unknown>> = {}, options: ServiceAppOptions = {}): App {
  const { bundles, outdir } = options;
  const app = new App({ context: { ...context }, analyticsReporting: false, ...(outdir ? { outdir } : {}) });
  app.node.setContext('@aws-cdk/core:stackResourceLimit', MOST_RESOURCES);
  Validations.of(app).addPlugins(new AwsSolutionsChecks());
  const deployment = readDeployment(app.node);
  const table: readonly Endpoint[] = options.endpoints ?? endpointTable;
  const endpoints = deployedEndpoints(table, deployment);
  // Scheduled ones first: what checks their roles comes last, and all other functions are made in between.
  const rows: readonly LambdaFunction[] = [...scheduledFunctions, ...endpoints];
  const names = rows.map(({ name }) => name);
  requireBundles(names, { bundles });

  const propsOf = stackProps(deployment, options);
  const first = [
    new RolesStack(app, 'Roles', propsOf('roles', 'roles of schedules and of API Gateway')),
    new StorageStack(app, 'Storage', propsOf('storage', 'bucket, table, secrets and dead letters')),
  ];
  const families = Object.entries(Object.groupBy(rows, ({ api }) => api)).map(([family, rows = []]) => {
    const props = propsOf(`functions-${family}`, `functions of ${family}`);
    return new FunctionsStack(app, `Functions${constructId(family)}`, { rows, bundles, ...props });
  });
  const functions = new Map(families.flatMap(({ named }) => [...named]));
  const poller = functions.get(scheduledFunctionNamed('poll-background').name) as lambda.IFunction;
  const background = new BackgroundStack(app, 'Background', { poller, ...propsOf('background', 'schedule of polls') });
  const api =
    deployment.frontDoors === 'urls'
      ? undefined
      : new ApiStack(app, 'Api', { functions, endpoints, ...propsOf('api', 'API Gateway') });
  const observability = new ObservabilityStack(app, 'Observability', {
    functions,
    rows,
    endpoints,
    ...(api ? { api: api.api } : {}),
    ...propsOf('observability', 'dashboard and alarms'),
  });

  // They know of each other by names, which tell CDK nothing.
  for (const family of families) {
    for (const stack of first) family.addStackDependency(stack);
    for (const stack of [background, observability, ...(api ? [api] : [])]) stack.addStackDependency(family);
  }
  return app;
}

/** What every stack is given: the deployment, a name of its own, tags, and where it goes. */
function stackProps(deployment: Deployment, options: ServiceAppOptions) {
  const { account } = options;
  const region = deployment.region ?? options.region;
  const env = { ...(account ? { account } : {}), ...(region ? { region } : {}) };
  return (part: string, what: string) =>
    ({
      deployment,
      stackName: nameOf(deployment, part),
      description: `${deployment.name} (${deployment.stage}): ${what}`,
      tags: { service: deployment.name, stage: deployment.stage },
      env,
    }) satisfies StackProps & { readonly deployment: Deployment };
}
