import { Duration, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Dialect } from '../../lib/endpoints/row.ts';
import type { Endpoint } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { deployedPaths } from '../config/dialects.ts';
import { constructId } from '../config/names.ts';
import { rowAuth } from '../config/row-auth.ts';
import type { ApiPermissions } from './api-permissions.ts';
import type { ResourceOf } from './api-tree.ts';
import type { RequestGuard } from './request-guard.ts';

/** A streamed answer's longest life (https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html). */
const LONGEST_SECONDS = 900;
/** Lambda gives a cold start up to 10 s that do not count for the function's own timeout. */
const COLD_START_SECONDS = 10;

const unauthorized = {
  'api-key': 'Callers send an API key of the usage plan, which API Gateway checks before the function is invoked.',
  function:
    'Callers send a key of this service or a token of the issuer (context "access"), which the function checks before anything else.',
  none: 'The deployment asks for an open API (context "apiAuth"): whoever deploys puts its own front before it.',
  public: 'The row says that anybody may ask: there is nothing in the answer that is not public.',
  'openai-signature':
    'OpenAI can send neither key nor signature of AWS: the function checks the signature of the delivery itself.',
} as const;

/** How a row's callers prove themselves: as the deployment says, but for what is public, and OpenAI's signed webhooks. */
function routeAuth(row: Endpoint, deployment: Deployment): keyof typeof unauthorized | 'iam' {
  const auth = rowAuth(row, deployment);
  return auth === 'caller' ? deployment.apiAuth : auth;
}

/** What all routes of an API share. */
export interface RouteOptions {
  readonly deployment: Deployment;
  readonly guard: RequestGuard;
  readonly resourceOf: ResourceOf;
  readonly permissions: ApiPermissions;
}

/** One path that a row's function answers on. */
interface Route {
  readonly dialect: Dialect;
  readonly path: string;
  /** Unique in the API. */
  readonly operationName: string;
}

/** Adds one row of the table: its method on each of its paths, and on that of its page's files, streamed by its function. */
export function addRoutes(row: Endpoint, handler: lambda.IFunction, options: RouteOptions): void {
  for (const route of routesOf(row, options.deployment)) {
    addMethod(row, route, handler, options);
    options.permissions.permit(constructId(route.operationName), handler, row.method, route.path);
  }
}

function routesOf(row: Endpoint, { dialects }: Deployment): Route[] {
  const paths = deployedPaths(row, dialects);
  const routes = paths.map(({ dialect, path }, index): Route => {
    const nth = paths.slice(0, index).filter((before) => before.dialect === dialect).length + 1;
    const spelling = nth === 1 ? dialect : `${dialect}-${nth}`;
    return { dialect, path, operationName: index === 0 ? row.name : `${row.name}-${spelling}` };
  });
  const { files } = row.page ?? {};
  return files ? [...routes, { dialect: 'service', path: files, operationName: `${row.name}-files` }] : routes;
}

function addMethod(
  row: Endpoint,
  { dialect, path, operationName }: Route,
  handler: lambda.IFunction,
  { deployment, guard, resourceOf }: RouteOptions,
): void {
  const resource = resourceOf(dialect, path);
  const auth = routeAuth(row, deployment);
  const integration = new apigateway.LambdaIntegration(handler, {
    responseTransferMode: apigateway.ResponseTransferMode.STREAM,
    timeout: Duration.seconds(Math.min(row.timeoutSeconds + COLD_START_SECONDS, LONGEST_SECONDS)),
    // The console's test button would need a second permission for each method.
    allowTestInvoke: false,
  });
  const method = resource.addMethod(row.method, integration, {
    ...guard(row, path),
    operationName,
    apiKeyRequired: auth === 'api-key',
    authorizationType: auth === 'iam' ? apigateway.AuthorizationType.IAM : apigateway.AuthorizationType.NONE,
    // A streamed answer passes as it is; there is nothing to declare of it.
    methodResponses: [],
  });
  Validations.of(method).acknowledge({
    id: 'AwsSolutions-COG4',
    reason:
      'Callers are machines and front ends of one team, with keys or roles; tokens of users, where a deployment takes them, the function checks.',
  });
  if (auth !== 'iam') Validations.of(method).acknowledge({ id: 'AwsSolutions-APIG4', reason: unauthorized[auth] });
}

/** What pages may send and read beside the simple headers. */
const allowHeaders = [
  'Content-Type',
  'X-Api-Key',
  'Authorization',
  'Idempotency-Key',
  'Last-Event-ID',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
];

/** Answers preflights of every path that pages may call, with the methods that the table has for it. */
export function addPreflights(rows: readonly Endpoint[], { deployment, resourceOf }: RouteOptions): void {
  const { corsOrigins, dialects } = deployment;
  if (corsOrigins.length === 0) return;
  const called = rows
    .filter(({ access }) => !access.webhookSecret)
    .flatMap((row) => deployedPaths(row, dialects).map((route) => ({ ...route, method: row.method })));
  const methods = Map.groupBy(called, ({ path }) => path);
  for (const { dialect, path } of new Map(called.map((route) => [route.path, route])).values()) {
    resourceOf(dialect, path).addCorsPreflight({
      allowOrigins: [...corsOrigins],
      allowMethods: [...(methods.get(path) ?? []).map(({ method }) => method), 'OPTIONS'],
      allowHeaders,
      maxAge: Duration.minutes(10),
    });
  }
}
