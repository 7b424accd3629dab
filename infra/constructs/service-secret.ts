import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import * as sm from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Deployment } from '../config/deployment.ts';
import { constructId } from '../config/names.ts';
import { type SharedValue, shareValue } from './shared-resources.ts';

export interface ServiceSecretProps {
  readonly deployment: Deployment;
  /** A secret that exists already. */
  readonly arn: string | undefined;
  /** Under which other stacks find the ARN of one that is made. */
  readonly shared: SharedValue;
  /** What has to be put in, and where it comes from. */
  readonly description: string;
  /** The variable that has the value in the shell of whoever puts it in. */
  readonly variable: string;
}

/** A secret of this service: one that exists, or one that is made without a value. No value is ever in the template. */
export class ServiceSecret extends Construct {
  readonly secret: sm.ISecret;

  constructor(scope: Construct, id: string, { deployment, arn, shared, description, variable }: ServiceSecretProps) {
    super(scope, id);
    if (arn !== undefined) {
      this.secret = sm.Secret.fromSecretCompleteArn(this, 'Secret', arn);
      return;
    }
    // Not the construct of CDK, which has Secrets Manager invent a value: a made-up key is harder to find than none.
    const { ref } = new sm.CfnSecret(this, 'Resource', { description });
    this.secret = sm.Secret.fromSecretCompleteArn(this, 'Secret', ref);
    shareValue(this, deployment, shared, ref);
    const command = `aws secretsmanager put-secret-value --region ${Stack.of(this).region} --secret-id ${ref} --secret-string "$${variable}"`;
    const output = new CfnOutput(this, 'Command', { value: command, description: `Puts in ${variable} of your shell` });
    output.overrideLogicalId(`Put${constructId(id)}`);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'OpenAI issues the value and has no interface by which Secrets Manager could rotate it; functions take in a new value within five minutes.',
    });
  }
}
