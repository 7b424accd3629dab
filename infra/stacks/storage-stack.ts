import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sm from 'aws-cdk-lib/aws-secretsmanager';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { AccessTable } from '../constructs/access-table.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { ServiceBucket } from '../constructs/service-bucket.ts';
import { ServiceSecret } from '../constructs/service-secret.ts';
import { shareValue } from '../constructs/shared-resources.ts';

export interface StorageStackProps extends StackProps {
  readonly deployment: Deployment;
}

/** What outlives functions: the bucket, the table, the secrets and the dead letters. Other stacks find them through `SharedResources`. */
export class StorageStack extends Stack {
  readonly bucket: s3.IBucket;
  readonly deadLetters: sqs.Queue;
  readonly secrets: { readonly openaiApiKey: sm.ISecret; readonly openaiWebhookSecret: sm.ISecret };

  constructor(scope: Construct, id: string, { deployment, ...props }: StorageStackProps) {
    super(scope, id, props);
    const bucket = new ServiceBucket(this, 'Bucket', deployment);
    shareValue(bucket, deployment, 'bucket-name', bucket.bucketName);
    new CfnOutput(this, 'BucketName', { value: bucket.bucketName, description: 'Images and background responses' });
    new CfnOutput(this, 'Region', { value: this.region, description: 'What requests are signed for' });
    if (deployment.access.length > 0) new AccessTable(this, 'Access', deployment);
    const { secret: openaiApiKey } = new ServiceSecret(this, 'OpenaiApiKey', {
      deployment,
      arn: deployment.openaiApiKeySecretArn,
      shared: 'openai-api-key-arn',
      description: 'Key of the OpenAI API, as plain text (https://platform.openai.com/api-keys)',
      variable: 'OPENAI_API_KEY',
    });
    const { secret: openaiWebhookSecret } = new ServiceSecret(this, 'OpenaiWebhookSecret', {
      deployment,
      arn: deployment.openaiWebhookSecretArn,
      shared: 'openai-webhook-secret-arn',
      description: "Secret of OpenAI's webhooks, as plain text (https://platform.openai.com/settings/project/webhooks)",
      variable: 'OPENAI_WEBHOOK_SECRET',
    });
    this.deadLetters = new DeadLetters(this, 'DeadLetters', deployment);
    // CDK's declarations leave `undefined` out where TypeScript's exact optional properties want it.
    this.bucket = bucket as s3.IBucket;
    this.secrets = { openaiApiKey, openaiWebhookSecret };
  }
}
