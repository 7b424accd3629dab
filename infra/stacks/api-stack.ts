import { Annotations, CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type Endpoint, endpoints as endpointTable } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { constructId } from '../config/names.ts';
import { addApiKey } from '../constructs/api-key.ts';
import { addPreflights, addRoute } from '../constructs/api-route.ts';
import { requestGuard } from '../constructs/request-guard.ts';
import { createRestApi } from '../constructs/rest-api.ts';
import { addWebAcl } from '../constructs/web-acl.ts';

export interface ApiStackProps extends StackProps {
  readonly deployment: Deployment;
  /** By the name of the row. */
  readonly functions: ReadonlyMap<string, lambda.IFunction>;
  /** Defaults to the endpoint table. */
  readonly endpoints?: readonly Endpoint[];
}

/** One REST API with a method for each row of the table. */
export class ApiStack extends Stack {
  readonly api: apigateway.RestApi;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    const { deployment, functions, endpoints = endpointTable, ...stackProps } = props;
    super(scope, id, stackProps);
    this.api = createRestApi(this, deployment);
    const guard = requestGuard(this.api);
    for (const row of endpoints) {
      addRoute(this.api, row, importFunction(this, row, functions), { deployment, guard });
      outputUrl(this.api, row);
    }
    addPreflights(this.api, endpoints, deployment.corsOrigins);
    if (deployment.apiAuth === 'api-key') addApiKey(this.api, deployment);
    if (deployment.apiAuth === 'iam') outputInvokeArn(this.api);
    if (deployment.frontDoors === 'both' && deployment.auth === 'none') warnOfNoUrls(this);
    if (deployment.waf) addWebAcl(this.api, deployment);
    else acknowledgeNoWebAcl(this.api);
  }
}

/** By its ARN, so that its permission stands in this stack: in the function's own it would need the API, which needs it. */
function importFunction(stack: Stack, { name }: Endpoint, functions: ApiStackProps['functions']): lambda.IFunction {
  const functionArn = functions.get(name)?.functionArn;
  if (functionArn === undefined) throw new Error(`There is no function for the row ${name} of the endpoint table`);
  return lambda.Function.fromFunctionAttributes(stack, constructId(name), { functionArn, sameEnvironment: true });
}

function outputUrl(api: apigateway.RestApi, { name, method, paths, summary }: Endpoint): void {
  new CfnOutput(api.stack, `Url${constructId(name)}`, {
    value: api.urlForPath(paths.service),
    description: `${method}: ${summary}`,
  });
}

function outputInvokeArn(api: apigateway.RestApi): void {
  const value = api.arnForExecuteApi('*', '/api/*', api.deploymentStage.stageName);
  new CfnOutput(api.stack, 'InvokeArn', { value, description: 'What callers need execute-api:Invoke on' });
}

function warnOfNoUrls(stack: Stack): void {
  Annotations.of(stack).addWarningV2(
    'service:no-open-urls',
    'No function gets a URL: auth "none" would open each to everybody, past the throttle and the keys of API Gateway. Set frontDoors to api, or to urls for open URLs alone.',
  );
}

function acknowledgeNoWebAcl(api: apigateway.RestApi): void {
  Validations.of(api.deploymentStage).acknowledge({
    id: 'AwsSolutions-APIG3',
    reason:
      'A web ACL is billed by the month, used or not; keys or signatures, throttles and guards are there without it, and the context "waf" adds one.',
  });
}
