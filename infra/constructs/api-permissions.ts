import { NestedStack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** That the API may invoke functions: each by its own methods and paths alone. Nested, since there are as many as methods. */
export class ApiPermissions extends NestedStack {
  readonly #api: apigateway.RestApi;

  constructor(api: apigateway.RestApi, id: string) {
    super(api.stack, id, { description: 'What API Gateway may invoke' });
    this.#api = api;
  }

  /** Permits one method of a path template; `id` is unique among the permissions. */
  permit(id: string, target: lambda.IFunction, method: string, path: string): void {
    const stage = this.#api.deploymentStage.stageName;
    new lambda.CfnPermission(this, id, {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      functionName: target.functionArn,
      sourceArn: this.#api.arnForExecuteApi(method, path.replace(/\{[^}]+\}/g, '*'), stage),
    });
  }
}
