import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Deployment } from '../config/deployment.ts';
import { nameOf } from '../config/names.ts';

/**
 * A usage plan and a first key for it. API Gateway makes the key's value, which never stands in the template; further keys are
 * added to the same plan in the console or with `aws apigateway create-usage-plan-key`.
 */
export function addApiKey(api: apigateway.RestApi, deployment: Deployment): void {
  const { throttle, monthlyQuota } = deployment;
  const plan = api.addUsagePlan('UsagePlan', {
    name: nameOf(deployment, 'api'),
    apiStages: [{ stage: api.deploymentStage }],
    throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
    ...(monthlyQuota !== undefined && { quota: { limit: monthlyQuota, period: apigateway.Period.MONTH } }),
  });
  const key = new apigateway.ApiKey(api, 'ApiKey', { description: `First key of ${nameOf(deployment, 'api')}` });
  plan.addApiKey(key);

  const { region } = Stack.of(api);
  new CfnOutput(Stack.of(api), 'ApiKeyId', { value: key.keyId, description: 'Id of the API key; not the key' });
  new CfnOutput(Stack.of(api), 'ApiKeyCommand', {
    value: `aws apigateway get-api-key --api-key ${key.keyId} --include-value --query value --output text --region ${region}`,
    description: 'Prints the value for the header x-api-key',
  });
}
