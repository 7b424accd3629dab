import { Annotations, CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type Endpoint, endpoints as endpointTable } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { deployedPaths } from '../config/dialects.ts';
import { constructId } from '../config/names.ts';
import { addApiKey } from '../constructs/api-key.ts';
import { ApiPermissions } from '../constructs/api-permissions.ts';
import { addPreflights, addRoutes } from '../constructs/api-route.ts';
import { apiTrees } from '../constructs/api-tree.ts';
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

/** One REST API with a method for each path of each row of the table. */
export class ApiStack extends Stack {
  readonly api: apigateway.RestApi;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    const { deployment, functions, endpoints = endpointTable, ...stackProps } = props;
    super(scope, id, stackProps);
    this.api = createRestApi(this, deployment, endpoints);
    const options = {
      deployment,
      guard: requestGuard(this.api),
      resourceOf: apiTrees(this.api),
      permissions: new ApiPermissions(this.api, 'Permissions'),
    };
    for (const row of endpoints) {
      addRoutes(row, importFunction(this, row, functions), options);
      outputUrl(this.api, row, deployment);
    }
    addPreflights(endpoints, options);
    const speaksOpenai = endpoints.some((row) =>
      deployedPaths(row, deployment.dialects).some(({ dialect }) => dialect === 'openai'),
    );
    if (speaksOpenai) outputOpenaiUrl(this.api);
    if (deployment.apiAuth === 'api-key') addApiKey(this.api, deployment);
    if (deployment.apiAuth === 'iam') outputInvokeArns(this.api, speaksOpenai);
    if (deployment.frontDoors === 'both' && deployment.auth === 'none') warnOfNoUrls(this);
    if (deployment.waf) addWebAcl(this.api, deployment);
    else acknowledgeNoWebAcl(this.api);
  }
}

/** By its ARN. Its permission stands beside the API (`ApiPermissions`): in the function's own stack it would need the API, which needs it. */
function importFunction(stack: Stack, { name }: Endpoint, functions: ApiStackProps['functions']): lambda.IFunction {
  const functionArn = functions.get(name)?.functionArn;
  if (functionArn === undefined) throw new Error(`There is no function for the row ${name} of the endpoint table`);
  return lambda.Function.fromFunctionAttributes(stack, constructId(name), { functionArn, skipPermissions: true });
}

function outputUrl(api: apigateway.RestApi, row: Endpoint, { dialects }: Deployment): void {
  const [first] = deployedPaths(row, dialects);
  new CfnOutput(api.stack, `Url${constructId(row.name)}`, {
    value: api.urlForPath(first?.path),
    description: `${row.method}: ${row.summary}`,
  });
}

function outputOpenaiUrl(api: apigateway.RestApi): void {
  new CfnOutput(api.stack, 'OpenaiBaseUrl', {
    value: api.urlForPath('/v1'),
    description: "Base URL for OpenAI's own clients",
  });
}

function outputInvokeArns(api: apigateway.RestApi, speaksOpenai: boolean): void {
  const description = 'What callers need execute-api:Invoke on';
  const arnBelow = (path: string) => api.arnForExecuteApi('*', `${path}/*`, api.deploymentStage.stageName);
  new CfnOutput(api.stack, 'InvokeArn', { value: arnBelow('/api'), description });
  if (speaksOpenai) new CfnOutput(api.stack, 'OpenaiInvokeArn', { value: arnBelow('/v1'), description });
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
