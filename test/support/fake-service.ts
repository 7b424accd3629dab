import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Deployment, readDeployment } from '../../infra/config/deployment.ts';
import { lambdaFunctions } from '../../lib/endpoints/table.ts';

const cdkJson = readFileSync(path.join(import.meta.dirname, '../../cdk.json'), 'utf8');

/** The context of `cdk.json`, with these keys of the deployment in place of its own. */
export function contextWith(service: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { context } = JSON.parse(cdkJson) as { readonly context: Record<string, object> };
  return { ...context, service: { ...context.service, ...service } };
}

/** An app without bundles: functions are names alone, for stacks that only refer to them. */
export interface FakeService {
  readonly app: App;
  readonly deployment: Deployment;
  /** `fake-<name>` for each row of the table. */
  readonly functions: ReadonlyMap<string, lambda.IFunction>;
  /** A function with a role, as `poll-background` has one. */
  readonly poller: lambda.Function;
}

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function';

export function fakeService(
  service: Readonly<Record<string, unknown>> = {},
  names: readonly string[] = lambdaFunctions.map(({ name }) => name),
): FakeService {
  const app = new App({ context: contextWith(service), analyticsReporting: false });
  const stack = new Stack(app, 'Functions');
  const named = (name: string) => [name, lambda.Function.fromFunctionArn(stack, name, `${ARN}:fake-${name}`)] as const;
  const poller = new lambda.Function(stack, 'Poller', {
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
  });
  return { app, deployment: readDeployment(app.node), functions: new Map(names.map(named)), poller };
}

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template has no types.
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
}

/** The resources of one type, by their logical ids. */
export function resourcesOf(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type) as Record<string, Resource>;
}

/** A value of a template as one line: references in angle brackets. */
export function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (Ref !== undefined) return `<${Ref}>`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(flat).join(join[0]);
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  // Without quotes, so that it may stand in a text that is JSON itself.
  return `<${JSON.stringify(value).replaceAll('"', '')}>`;
}

/** What cdk-nag's AwsSolutions pack still finds, after what has been acknowledged. */
export function nagFindings(stack: Stack): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.map(({ ruleName }) => ruleName);
}

/** Every acknowledgement of a stack, reasons by finding. */
export function acknowledgements(stack: Stack): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const metadata = stack.node.findAll().flatMap(({ node }) => node.metadata);
  for (const { type, data } of metadata) {
    if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
    for (const [id, reason] of Object.entries(data as Record<string, string>)) {
      const finding = id.replace(/^annotation::/i, '');
      found[finding] = [...(found[finding] ?? []), reason];
    }
  }
  return found;
}
