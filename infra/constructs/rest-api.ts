import { Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { nameOf } from '../config/names.ts';
import { accessLog, keepExecutionLog } from './access-log.ts';
import { answerErrors } from './gateway-errors.ts';

/**
 * Bodies of these types reach a function as base64, all others as text. JSON has to stay text, so `*\/*` is none of them; and
 * what streams out needs no entry (https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html).
 */
const BINARY_MEDIA_TYPES = ['multipart/form-data', 'application/octet-stream'];

const pushToCloudWatch = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/** An empty REST API with its stage, logs, throttle and error bodies; regional, since an edge one cuts a stream after 30 s of silence. */
export function createRestApi(scope: Construct, deployment: Deployment): apigateway.RestApi {
  const { stage, apiAuth, corsOrigins, logRetentionDays, throttle } = deployment;
  const api = new apigateway.RestApi(scope, 'Api', {
    restApiName: nameOf(deployment, 'api'),
    description: "OpenAI's Responses API as AWS Lambda functions",
    endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
    binaryMediaTypes: BINARY_MEDIA_TYPES,
    // The account's role for logs, one per region. It stays when the stack goes: other APIs may log with it by then.
    cloudWatchRole: true,
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
  keepExecutionLog(api, logRetentionDays);
  answerErrors(api, { apiAuth, cors: corsOrigins.length > 0 });
  Validations.of(api.node.findChild('CloudWatchRole')).acknowledge({
    id: `AwsSolutions-IAM4[Policy::${pushToCloudWatch}]`,
    reason:
      "API Gateway takes no role for its logs but one with this policy's actions on all log groups of the region.",
  });
  return api;
}
