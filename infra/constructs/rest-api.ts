import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { Endpoint } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { nameOf } from '../config/names.ts';
import { openaiOperations } from '../openai-operations.ts';
import { accessLog, keepExecutionLog } from './access-log.ts';
import { answerErrors } from './gateway-errors.ts';
import { SharedResources } from './shared-resources.ts';

/**
 * Bodies of these types reach a function as base64, all others as text. JSON has to stay text, so `*\/*` is none of them; and
 * what streams out needs no entry (https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html).
 */
const BINARY_MEDIA_TYPES = ['multipart/form-data', 'application/octet-stream'];

/** An empty REST API with its stage, logs, throttle and error bodies; regional, since an edge one cuts a stream after 30 s of silence. */
export function createRestApi(
  scope: Construct,
  deployment: Deployment,
  endpoints: readonly Endpoint[],
): apigateway.RestApi {
  const { stage, apiAuth, corsOrigins, dialects, logRetentionDays, throttle } = deployment;
  const api = new apigateway.RestApi(scope, 'Api', {
    restApiName: nameOf(deployment, 'api'),
    description: "OpenAI's Responses API as AWS Lambda functions",
    endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
    binaryMediaTypes: BINARY_MEDIA_TYPES,
    // CDK's own would be checked seconds after it was made.
    cloudWatchRole: false,
    deployOptions: {
      stageName: stage,
      ...accessLog(scope, logRetentionDays),
      loggingLevel: apigateway.MethodLoggingLevel.ERROR,
      // Bodies and headers, keys among them.
      dataTraceEnabled: false,
      tracingEnabled: true,
      throttlingRateLimit: throttle.rate,
      throttlingBurstLimit: throttle.burst,
    },
  });
  setLogRole(api, new SharedResources(Stack.of(scope), deployment).apiLogRoleArn);
  keepExecutionLog(api, logRetentionDays);
  const operations = dialects.includes('openai') ? openaiOperations(endpoints) : '';
  answerErrors(api, { apiAuth, cors: corsOrigins.length > 0, operations });
  return api;
}

/** The account's setting, one per region: API Gateway makes no stage with a log without it. Other APIs may log with it by now. */
function setLogRole(api: apigateway.RestApi, cloudWatchRoleArn: string): void {
  const account = new apigateway.CfnAccount(api, 'Account', { cloudWatchRoleArn });
  account.applyRemovalPolicy(RemovalPolicy.RETAIN);
  api.deploymentStage.node.addDependency(account);
}
