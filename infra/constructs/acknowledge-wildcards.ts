import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges cdk-nag's finding of a wildcard in each of these resources, and in no others. */
export function acknowledgeWildcards(construct: IConstruct, resources: readonly string[], reason: string): void {
  const stack = Stack.of(construct);
  const wild = resources.map((resource) => flat(stack.resolve(resource))).filter((resource) => resource.includes('*'));
  Validations.of(construct).acknowledge(
    ...wild.map((resource) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason })),
  );
}

/** A value of the template in one line, as cdk-nag writes it into the name of a finding. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = value as { readonly Ref?: string; readonly 'Fn::Join'?: [string, unknown[]] };
  if (Ref !== undefined) return `<${Ref}>`;
  return join ? join[1].map(flat).join(join[0]) : JSON.stringify(value);
}
