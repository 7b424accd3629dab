import { ArnFormat, CfnParameter, type Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Access } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { constructId } from '../config/names.ts';

/** What the first stacks tell the others of, each as a parameter of Systems Manager. */
export type SharedValue =
  | 'bucket-name'
  | 'access-table-name'
  | 'openai-api-key-arn'
  | 'openai-webhook-secret-arn'
  | 'schedule-role-arn'
  | 'api-log-role-arn';

/**
 * Writes a value down for other stacks. Not as an export, which would hold the secret in place that a deployment means to
 * replace by its own; nor as an output, which CloudFormation looks up once for every mention, and is throttled for it
 * (https://github.com/aws/aws-cdk/issues/38010).
 */
export function shareValue(scope: Construct, deployment: Deployment, value: SharedValue, stringValue: string): void {
  const name = parameterName(deployment, value);
  new ssm.StringParameter(scope, 'Shared', { parameterName: name, stringValue });
}

/** What the first stacks have, for the template of a stack that uses it. */
export class SharedResources {
  readonly #stack: Stack;
  readonly #deployment: Deployment;

  constructor(stack: Stack, deployment: Deployment) {
    this.#stack = stack;
    this.#deployment = deployment;
  }

  get bucketName(): string {
    return this.#read('bucket-name');
  }

  get scheduleRoleArn(): string {
    return this.#read('schedule-role-arn');
  }

  get apiLogRoleArn(): string {
    return this.#read('api-log-role-arn');
  }

  get accessTableName(): string {
    return this.#read('access-table-name');
  }

  get accessTableArn(): string {
    return this.#stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: this.accessTableName });
  }

  get bucketArn(): string {
    const resource = this.bucketName;
    return this.#stack.formatArn({
      service: 's3',
      region: '',
      account: '',
      resource,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  }

  /** The variables that tell a function of its secrets: those that its row's access names, no others. */
  secretVariables({ openai, webhookSecret }: Access): Readonly<Record<string, string>> {
    const { openaiApiKeySecretArn: apiKey, openaiWebhookSecretArn: webhook } = this.#deployment;
    return {
      ...(openai ? { OPENAI_API_KEY_SECRET_ARN: apiKey ?? this.#read('openai-api-key-arn') } : {}),
      ...(webhookSecret ? { OPENAI_WEBHOOK_SECRET_ARN: webhook ?? this.#read('openai-webhook-secret-arn') } : {}),
    };
  }

  /** Looked up once for each deployment of the stack. */
  #read(value: SharedValue): string {
    const id = constructId(value);
    const known = this.#stack.node.tryFindChild(id);
    const type = 'AWS::SSM::Parameter::Value<String>';
    const parameter =
      known instanceof CfnParameter
        ? known
        : new CfnParameter(this.#stack, id, { type, default: parameterName(this.#deployment, value) });
    return parameter.valueAsString;
  }
}

function parameterName({ name, stage }: Deployment, value: SharedValue): string {
  return `/${name}/${stage}/${value}`;
}
