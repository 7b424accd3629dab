import type { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { flat, type Resource, resourcesOf } from '../../support/fake-service.ts';
import { functionOf, permissionsOf, type Synthesis, synthesize } from './synthesize.ts';

/**
 * IAM takes some time until all of AWS knows what it was told. What checks a role when it is made, and finds it without its
 * permission, fails the whole deployment: so the role is in a stack that was finished before.
 */
const service = synthesize({ stage: 'prod', name: 'shop', waf: true });
const stackOf = ({ app }: Synthesis, id: string) => app.node.findChild(id) as Stack;

/** Ids of all stacks that are deployed before this one. */
function olderThan(synthesis: Synthesis, id: string): string[] {
  const direct = stackOf(synthesis, id).dependencies.map(({ node }) => node.id);
  return [...new Set([...direct, ...direct.flatMap((older) => olderThan(synthesis, older))])];
}

/** Every resource of a type: its stack, its properties. */
function all(type: string, { templates }: Synthesis = service) {
  return [...templates].flatMap(([stack, template]) =>
    Object.values(resourcesOf(template, type)).map(({ Properties }) => ({ stack, properties: Properties })),
  );
}

/** The role that a stack finds under a parameter of Systems Manager, and the stack that writes it down. */
function sharedRole(stack: string, reference: unknown): { readonly stack: string; readonly role: Resource } {
  const [, parameter = ''] = /^<(\w+)>$/.exec(flat(reference)) ?? [];
  const { Default: name } = service.templates.get(stack)?.toJSON().Parameters?.[parameter] ?? {};
  const written = all('AWS::SSM::Parameter').find(({ properties }) => properties.Name === name);
  const [, id = ''] = /^<(\w+)\.Arn>$/.exec(flat(written?.properties.Value)) ?? [];
  const template = service.templates.get(written?.stack ?? '');
  const role = template && resourcesOf(template, 'AWS::IAM::Role')[id];
  if (!written || !role) throw new Error(`${stack} has no role of an older stack in ${flat(reference)}`);
  return { stack: written.stack, role };
}

const inlineOf = ({ Policies = [] }: Resource['Properties']): ReturnType<typeof permissionsOf> =>
  permissionsOf(...Policies.map(({ PolicyDocument }: { PolicyDocument: { Statement: unknown } }) => PolicyDocument));

const DEAD_LETTERS = 'arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:shop-prod-dead-letters';

describe('a permission', () => {
  it('is part of its role everywhere, and never a policy that comes later', () => {
    const types = ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::UserPolicy'];
    expect(types.flatMap((type) => all(type))).toEqual([]);
  });
});

describe('the destination of failed polls, which Lambda checks the function’s role for', () => {
  const [config] = all('AWS::Lambda::EventInvokeConfig');

  it('is made in a stack after that of the function and its role, whose own policy allows it', () => {
    const { template, role } = functionOf(service, 'poll-background', 'shop-prod');
    const [own = ''] = [...service.templates].find(([, each]) => each === template) ?? [];
    expect(own).not.toBe(config?.stack);
    expect(olderThan(service, config?.stack ?? '')).toContain(own);
    expect(inlineOf(role)).toContainEqual(
      expect.objectContaining({ effect: 'Allow', action: 'sqs:SendMessage', resource: DEAD_LETTERS }),
    );
  });

  it('is a queue of a stack that is older than both', () => {
    const [queue] = all('AWS::SQS::Queue');
    expect(queue?.properties.QueueName).toBe('shop-prod-dead-letters');
    expect(flat(config?.properties.DestinationConfig.OnFailure.Destination)).toBe(DEAD_LETTERS);
    const [, functions] = [config?.stack ?? '', 'FunctionsBackground'];
    expect(olderThan(service, functions)).toContain(queue?.stack);
    expect(olderThan(service, config?.stack ?? '')).toContain(queue?.stack);
  });
});

describe('the schedules, for which EventBridge checks that it may take their role', () => {
  const schedules = all('AWS::Scheduler::Schedule');

  it('are made in a stack after that of the role', () => {
    expect(schedules.length).toBeGreaterThan(0);
    for (const { stack, properties } of schedules) {
      const { stack: older } = sharedRole(stack, properties.Target.RoleArn);
      expect(older).not.toBe(stack);
      expect(olderThan(service, stack)).toContain(older);
    }
  });

  it('have a role that may invoke the poller and write dead letters, by its own policy', () => {
    const [{ stack, properties } = { stack: '', properties: undefined }] = schedules;
    const { role } = sharedRole(stack, properties?.Target.RoleArn);
    expect(inlineOf(role.Properties).map(({ action, resource }) => [action, resource])).toEqual([
      [
        'lambda:InvokeFunction',
        'arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:shop-prod-poll-background',
      ],
      ['sqs:SendMessage', DEAD_LETTERS],
    ]);
    expect(flat(properties?.Target.DeadLetterConfig.Arn)).toBe(DEAD_LETTERS);
  });
});

describe('the account’s role for logs, which API Gateway checks', () => {
  const [account] = all('AWS::ApiGateway::Account');

  it('is of a stack older than the API', () => {
    const { stack, role } = sharedRole(account?.stack ?? '', account?.properties.CloudWatchRoleArn);
    expect(stack).not.toBe(account?.stack);
    expect(olderThan(service, account?.stack ?? '')).toContain(stack);
    expect(flat(role.Properties.ManagedPolicyArns)).toMatch(/AmazonAPIGatewayPushToCloudWatchLogs/);
  });

  it('is not made where there is no API', () => {
    const roles = all('AWS::IAM::Role', synthesize({ frontDoors: 'urls' }));
    expect(roles.filter(({ properties }) => JSON.stringify(properties).includes('apigateway'))).toEqual([]);
  });
});

describe('the roles that other services take', () => {
  it('are older than every function, so that minutes lie between', () => {
    const families = [...service.templates.keys()].filter((id) => id.startsWith('Functions'));
    for (const family of families) expect(olderThan(service, family)).toEqual(expect.arrayContaining(['Roles']));
  });
});
