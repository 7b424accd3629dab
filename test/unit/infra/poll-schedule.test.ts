import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { PollSchedule } from '../../../infra/constructs/poll-schedule.ts';
import { BackgroundStack } from '../../../infra/stacks/background-stack.ts';
import { RolesStack } from '../../../infra/stacks/roles-stack.ts';
import { StorageStack } from '../../../infra/stacks/storage-stack.ts';
import { pollEventSchema } from '../../../lib/background/poll/poll-event.ts';
import { acknowledgements, fakeService, flat, nagFindings, resourcesOf } from '../../support/fake-service.ts';

function background(service: Readonly<Record<string, unknown>> = {}) {
  const { app, deployment, poller } = fakeService(service);
  const stack = new BackgroundStack(app, 'Background', { deployment, poller });
  const older = {
    roles: new RolesStack(app, 'Roles', { deployment }),
    kept: new StorageStack(app, 'Storage', { deployment }),
  };
  return { stack, template: Template.fromStack(stack), ...older };
}

const { stack, template, kept, ...first } = background();
const roles = Template.fromStack(first.roles);
const storage = Template.fromStack(kept);
const queueArn = 'arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:openai-responses-dev-dead-letters';
const schedulesOf = (of: Template) =>
  Object.values(resourcesOf(of, 'AWS::Scheduler::Schedule')).map(({ Properties }) => Properties);

/** `Background` knows the function by an output of its own stack. */
const POLLER = /OutputFnGetAttPoller\w+Arn/;

describe.each([1, 3, 4, 7, 256])('the schedules of %i pollers', (pollers) => {
  const schedules = schedulesOf(background({ pollers }).template);
  const events = schedules.map(({ Target }) => JSON.parse(Target.Input));
  const shards = events.flatMap((event) => event.shards);

  it('cover every shard once, in runs of neighbours', () => {
    const all = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));
    expect(schedules).toHaveLength(pollers);
    expect(shards).toEqual(all);
  });

  it('share them out evenly', () => {
    const lengths = events.map((event) => event.shards.length);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
  });

  it.each(events.map((event, index) => [index, event]))(
    'send an event that the function takes whole, with the time that it was due (%i)',
    (_, event) => {
      expect(pollEventSchema.parse(event)).toEqual(event);
      // EventBridge puts it in: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
      expect(event.scheduled_at).toBe('<aws.scheduler.scheduled-time>');
    },
  );
});

describe('a schedule', () => {
  it('carries the window and the lingering of the deployment', () => {
    const [{ Target } = { Target: {} }] = schedulesOf(background({ pollWindowSeconds: 20, pollLinger: true }).template);
    expect(JSON.parse(Target.Input)).toMatchObject({ window_seconds: 20, linger: true });
  });

  it.each(schedulesOf(template))(
    'comes each minute, is tried again within it, and goes to the dead letters then',
    (schedule) => {
      expect(schedule).toMatchObject({
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 3 } },
      });
      expect(flat(schedule.Target.Arn)).toMatch(POLLER);
      expect(flat(schedule.Target.DeadLetterConfig.Arn)).toBe(queueArn);
      expect(flat(schedule.Target.RoleArn)).toBe('<ScheduleRoleArn>');
    },
  );

  it.each([
    [120, 'rate(2 minutes)', 120],
    [3600, 'rate(60 minutes)', 3600],
  ])('of every %i seconds is %s', (everySeconds, expression, age) => {
    const [schedule] = schedulesOf(scheduleEvery(everySeconds));
    expect(schedule).toMatchObject({
      ScheduleExpression: expression,
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: age } },
    });
  });

  it('cannot come more often than EventBridge does', () => {
    expect(() => scheduleEvery(90)).toThrow('EventBridge cannot schedule every 90 seconds');
  });
});

function scheduleEvery(everySeconds: number): Template {
  const { app, deployment, poller } = fakeService();
  const scope = new Stack(app, 'Polls');
  const arns = {
    roleArn: 'arn:aws:iam::123456789012:role/polls',
    deadLettersArn: 'arn:aws:sqs:us-east-1:123456789012:letters',
  };
  new PollSchedule(scope, 'Polls', { deployment, poller, everySeconds, ...arns });
  return Template.fromStack(scope);
}

describe('the schedules’ role', () => {
  const [role] = Object.values(resourcesOf(roles, 'AWS::IAM::Role'));

  it('may invoke the one function and write dead letters, and nothing else', () => {
    expect(role?.Properties.ManagedPolicyArns).toBeUndefined();
    const [{ PolicyDocument: policy }] = role?.Properties.Policies ?? [];
    expect(policy.Statement).toEqual([
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: expect.anything() },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: expect.anything() },
    ]);
    expect(flat(policy.Statement[0].Resource)).toMatch(/:function:openai-responses-dev-poll-background$/);
    expect(flat(policy.Statement[1].Resource)).toBe(queueArn);
  });

  it('is for the schedules of this group in this account', () => {
    const [trust] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
    expect(trust.Principal).toEqual({ Service: 'scheduler.amazonaws.com' });
    expect(flat(trust.Condition.StringEquals['aws:SourceAccount'])).toBe('<AWS::AccountId>');
    expect(flat(trust.Condition.ArnEquals['aws:SourceArn'])).toBe(
      'arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule-group/openai-responses-dev-polls',
    );
    template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'openai-responses-dev-polls' });
  });
});

describe('polls that fail in the function', () => {
  it('are not repeated beside the next minute’s, and go to the dead letters; throttled ones wait for as long as Lambda keeps them', () => {
    const [config] = Object.values(resourcesOf(template, 'AWS::Lambda::EventInvokeConfig'));
    expect(config?.Properties).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 21_600,
      Qualifier: '$LATEST',
    });
    expect(flat(config?.Properties.DestinationConfig.OnFailure.Destination)).toBe(queueArn);
  });
});

describe('the dead letters', () => {
  it('are encrypted and kept for 14 days', () => {
    storage.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 86_400,
    });
  });

  it('take nothing that does not come over TLS', () => {
    const [queueId] = Object.keys(resourcesOf(storage, 'AWS::SQS::Queue'));
    const [policy] = Object.values(resourcesOf(storage, 'AWS::SQS::QueuePolicy'));
    expect(flat(policy?.Properties.Queues[0])).toBe(`<${queueId}>`);
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sqs:*',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });
});

describe('cdk-nag', () => {
  it('finds nothing but that a dead-letter queue has none of its own', () => {
    expect(nagFindings(stack)).toEqual([]);
    expect(acknowledgements(stack)).toEqual({});
    expect(nagFindings(kept)).toEqual([]);
    expect(acknowledgements(kept)['AwsSolutions-SQS3']).toEqual([expect.stringContaining('dead-letter queue')]);
  });

  it('would have found what is not acknowledged', () => {
    const { app } = fakeService();
    const plain = new Stack(app, 'Plain');
    new sqs.Queue(plain, 'Queue');
    expect(nagFindings(plain)).toEqual(expect.arrayContaining(['AwsSolutions-SQS3', 'AwsSolutions-SQS4']));
  });
});
