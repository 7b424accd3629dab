import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * One JSON line a request. Neither headers nor query are in it, and of a caller no more than the id of the key or the ARN of
 * the role: keys and signatures stay out by construction. What a caller could write quotes into (`User-Agent`) stays out too,
 * since API Gateway escapes nothing.
 */
const fields = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  xrayTraceId: '$context.xrayTraceId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  apiKeyId: '$context.identity.apiKeyId',
  userArn: '$context.identity.userArn',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  path: '$context.path',
  status: '$context.status',
  errorType: '$context.error.responseType',
  wafStatus: '$context.waf.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatencyMs: '$context.integration.latency',
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-troubleshoot.html
  transferMode: '$context.integration.responseTransferMode',
  timeToHeadersMs: '$context.integration.timeToAllHeaders',
  timeToFirstContentMs: '$context.integration.timeToFirstContent',
} as const;

/** A log group of the API, which goes with its stack. */
function logGroup(scope: Construct, id: string, retentionDays: number, logGroupName?: string): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    ...(logGroupName !== undefined && { logGroupName }),
    retention: retentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** The stage's options for an access log in a group of its own. */
export function accessLog(scope: Construct, retentionDays: number): apigateway.StageOptions {
  return {
    accessLogDestination: new apigateway.LogGroupLogDestination(logGroup(scope, 'AccessLog', retentionDays)),
    accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(fields)),
  };
}

/** API Gateway makes the group of its execution log itself, to be kept for ever, unless it is there before the stage. */
export function keepExecutionLog(api: apigateway.RestApi, retentionDays: number): void {
  const { deploymentStage: stage, restApiId } = api;
  // By the stage's name as it was given: its attribute would make the group wait for the stage.
  const stageName = (stage.node.defaultChild as apigateway.CfnStage).stageName;
  const name = `API-Gateway-Execution-Logs_${restApiId}/${stageName}`;
  stage.node.addDependency(logGroup(api, 'ExecutionLog', retentionDays, name));
}
