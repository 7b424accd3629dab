import { Duration, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { dialectPaths } from '../../lib/endpoints/paths.ts';
import type { Endpoint } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import type { RequestGuard } from './request-guard.ts';

/** A streamed answer's longest life (https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html). */
const LONGEST_SECONDS = 900;
/** Lambda gives a cold start up to 10 s that do not count for the function's own timeout. */
const COLD_START_SECONDS = 10;

const unauthorized = {
  'api-key': 'Callers send an API key of the usage plan, which API Gateway checks before the function is invoked.',
  none: 'The deployment asks for an open API (context "apiAuth"): whoever deploys puts its own front before it.',
  public: 'The row says that anybody may ask: there is nothing in the answer that is not public.',
  'openai-signature':
    'OpenAI can send neither key nor signature of AWS: the function checks the signature of the delivery itself.',
} as const;

/** How a row's callers prove themselves: as the deployment says, but for what is public, and OpenAI's signed webhooks. */
function routeAuth({ auth }: Endpoint, { apiAuth }: Deployment): keyof typeof unauthorized | 'iam' {
  return auth === 'caller' ? apiAuth : auth;
}

/** What all routes of an API share. */
export interface RouteOptions {
  readonly deployment: Deployment;
  readonly guard: RequestGuard;
}

/** Adds one row of the table: its method on each of its paths, and on that of its page's files, streamed by its function. */
export function addRoute(
  api: apigateway.RestApi,
  row: Endpoint,
  handler: lambda.IFunction,
  options: RouteOptions,
): void {
  for (const [dialect, path] of Object.entries(row.paths)) {
    const operationName = dialect === 'service' ? row.name : `${row.name}-${dialect}`;
    addMethod(api.root.resourceForPath(path), operationName, row, handler, options);
  }
  if (row.page) addMethod(api.root.resourceForPath(row.page.files), `${row.name}-files`, row, handler, options);
}

function addMethod(
  resource: apigateway.IResource,
  operationName: string,
  row: Endpoint,
  handler: lambda.IFunction,
  { deployment, guard }: RouteOptions,
): void {
  const auth = routeAuth(row, deployment);
  const integration = new apigateway.LambdaIntegration(handler, {
    responseTransferMode: apigateway.ResponseTransferMode.STREAM,
    timeout: Duration.seconds(Math.min(row.timeoutSeconds + COLD_START_SECONDS, LONGEST_SECONDS)),
    // The console's test button would need a second permission for each method.
    allowTestInvoke: false,
  });
  const method = resource.addMethod(row.method, integration, {
    ...guard(row, resource.path),
    operationName,
    apiKeyRequired: auth === 'api-key',
    authorizationType: auth === 'iam' ? apigateway.AuthorizationType.IAM : apigateway.AuthorizationType.NONE,
    // A streamed answer passes as it is; there is nothing to declare of it.
    methodResponses: [],
  });
  Validations.of(method).acknowledge({
    id: 'AwsSolutions-COG4',
    reason: 'Callers are machines and front ends of one team, with keys or roles; the service keeps no users.',
  });
  if (auth !== 'iam') Validations.of(method).acknowledge({ id: 'AwsSolutions-APIG4', reason: unauthorized[auth] });
}

/** What pages may send and read beside the simple headers. */
const allowHeaders = [
  'Content-Type',
  'X-Api-Key',
  'Authorization',
  'Last-Event-ID',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
];

/** Answers preflights of every path that pages may call, with the methods that the table has for it. */
export function addPreflights(api: apigateway.RestApi, rows: readonly Endpoint[], origins: readonly string[]): void {
  if (origins.length === 0) return;
  const called = rows
    .filter(({ auth }) => auth !== 'openai-signature')
    .flatMap((row) => dialectPaths(row).map((path) => ({ path, method: row.method })));
  for (const [path, methodsOfPath = []] of Object.entries(Object.groupBy(called, ({ path }) => path))) {
    api.root.resourceForPath(path).addCorsPreflight({
      allowOrigins: [...origins],
      allowMethods: [...methodsOfPath.map(({ method }) => method), 'OPTIONS'],
      allowHeaders,
      maxAge: Duration.minutes(10),
    });
  }
}
