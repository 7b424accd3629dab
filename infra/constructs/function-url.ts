import { Aws, CfnOutput, Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Endpoint } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { deployedPaths } from '../config/dialects.ts';
import { isOpen } from '../config/is-open.ts';
import { constructId } from '../config/names.ts';

/** Whose requests a URL takes: only those that are signed for IAM, or everybody's. */
export type UrlAuth = 'AWS_IAM' | 'NONE';

export interface ServiceUrlProps {
  readonly deployment: Pick<Deployment, 'corsOrigins' | 'dialects'>;
  readonly row: Endpoint;
  readonly authType: UrlAuth;
  readonly function: lambda.Function;
}

/** What a page may send beside what browsers always let through: JSON, signatures (SigV4), and where a stream goes on. */
const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'idempotency-key',
  'last-event-id',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
];

/** How long a browser may remember the answer to its preflight. */
const PREFLIGHT_AGE = Duration.hours(1);

/**
 * The URL that a row's function gets in a deployment, by whose requests it takes; undefined: none. OpenAI signs its webhooks, which
 * the function checks; it cannot sign for IAM, and no more can who reads what is public, or brings a key or token that the function checks. Beside API Gateway no URL is open: what the
 * one throttles would go through the other. And a page needs the other endpoints below its own address, which no URL has.
 */
export function urlAuth(
  row: Endpoint,
  deployment: Pick<Deployment, 'frontDoors' | 'auth' | 'docs'>,
): UrlAuth | undefined {
  const { frontDoors, auth } = deployment;
  if (frontDoors === 'api' || row.page !== undefined) return undefined;
  if (auth === 'iam' && !isOpen(row, deployment)) return 'AWS_IAM';
  return frontDoors === 'urls' ? 'NONE' : undefined;
}

/** The URL of one endpoint's function, in streaming mode, and who may call it. */
export class ServiceUrl extends Construct {
  constructor(scope: Construct, id: string, { deployment, row, authType, function: target }: ServiceUrlProps) {
    super(scope, id);
    const { functionArn } = target;
    // With AWS_IAM, the account's principals: which of them, their own policies say.
    const principal = authType === 'NONE' ? '*' : Aws.ACCOUNT_ID;
    const cors = corsOf(row, deployment.corsOrigins);
    const url = new lambda.CfnUrl(this, 'Resource', {
      targetFunctionArn: functionArn,
      authType,
      invokeMode: 'RESPONSE_STREAM',
      ...(cors ? { cors } : {}),
    });
    // Since October 2025 a URL needs both (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
    new lambda.CfnPermission(this, 'InvokeFunctionUrl', {
      functionName: functionArn,
      principal,
      action: 'lambda:InvokeFunctionUrl',
      functionUrlAuthType: authType,
    });
    new lambda.CfnPermission(this, 'InvokeFunction', {
      functionName: functionArn,
      principal,
      action: 'lambda:InvokeFunction',
      invokedViaFunctionUrl: true,
    });
    const paths = deployedPaths(row, deployment.dialects).map(({ path }) => path);
    const output = new CfnOutput(this, 'Output', {
      // The URL ends in a slash, and the path begins with one.
      value: `${url.attrFunctionUrl}${paths[0]?.slice(1) ?? ''}`,
      description: `${row.method} ${paths.join(' or ')}: ${row.summary}`,
    });
    output.overrideLogicalId(`Url${constructId(row.name)}`);
  }
}

/** Nothing where no page may call: no origin is named, or only OpenAI calls. */
function corsOf({ method, auth }: Endpoint, origins: readonly string[]): lambda.CfnUrl.CorsProperty | undefined {
  if (origins.length === 0 || auth === 'openai-signature') return undefined;
  return {
    allowOrigins: [...origins],
    allowMethods: [method],
    allowHeaders: REQUEST_HEADERS,
    exposeHeaders: ['*'],
    maxAge: PREFLIGHT_AGE.toSeconds(),
  };
}
