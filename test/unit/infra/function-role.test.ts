import { describe, expect, it } from 'vitest';
import { type Access, type LambdaFunction, lambdaFunctions, scheduledFunctions } from '../../../lib/endpoints/table.ts';
import { LONGEST_SESSION_SECONDS } from '../../../lib/storage/session-end.ts';
import { flat } from '../../support/fake-service.ts';
import { functionOf, type Permission, permissionsOf, synthesize } from './synthesize.ts';

// What access adds to a role, `access-role.test.ts` has.
const service = synthesize({ access: 'off', docs: 'public', playground: true });
const rows = lambdaFunctions.map((row) => [row.name, row] as const);

const bucket = 'arn:<AWS::Partition>:s3:::<BucketName>';

/** What S3 is asked for by each role, written down a second time: `GET prefix`, `LIST prefix` … */
const imageWork = {
  read: ['GET images/*', 'LIST images/*'],
  write: ['GET images/*', 'PUT images/*'],
  delete: ['DELETE images/*', 'LIST images/by-response/*'],
} as const satisfies Record<NonNullable<Access['images']>, readonly string[]>;

const backgroundWork = {
  start: ['PUT background/pending/*'],
  read: ['GET background/completed/*', 'LIST background/completed/*'],
  resume: [
    'GET background/pending/*',
    'LIST background/pending/*',
    'GET background/completed/*',
    'LIST background/completed/*',
  ],
  settle: [
    'LIST background/pending/*',
    'GET background/pending/*',
    'PUT background/pending/*',
    'DELETE background/pending/*',
    'LIST background/completed/*',
    'GET background/completed/*',
    'PUT background/completed/*',
  ],
  delete: [
    'LIST background/pending/*',
    'GET background/pending/*',
    'DELETE background/pending/*',
    'LIST background/completed/*',
    'GET background/completed/*',
    'DELETE background/completed/*',
  ],
} as const satisfies Record<NonNullable<Access['background']>, readonly string[]>;

const uploadWork = {
  create: ['PUT uploads/*'],
  take: ['GET uploads/*', 'DELETE uploads/*', 'LIST uploads/*'],
} as const satisfies Record<NonNullable<Access['uploads']>, readonly string[]>;

const speechWork = {
  write: ['GET speech/*', 'PUT speech/*', 'ABORT speech/*'],
  read: ['GET speech/*', 'LIST speech/*'],
} as const satisfies Record<NonNullable<Access['speech']>, readonly string[]>;
const videoWork = {
  read: ['GET videos/*'],
  write: ['PUT videos/*', 'ABORT videos/*', 'DELETE videos/*'],
  delete: ['DELETE videos/*'],
} as const satisfies Record<NonNullable<Access['videos']>, readonly string[]>;

const verbs: Readonly<Record<string, string>> = {
  's3:GetObject': 'GET',
  's3:PutObject': 'PUT',
  's3:DeleteObject': 'DELETE',
  's3:AbortMultipartUpload': 'ABORT',
};

/** A permission in S3 in the words of the tables above. */
function work({ action, resource, condition }: Permission): string[] {
  const prefixes = (condition as { StringLike?: { 's3:prefix'?: string | string[] } })?.StringLike?.['s3:prefix'];
  if (action === 's3:ListBucket' && resource === bucket)
    return [prefixes ?? '(all)'].flat().map((prefix) => `LIST ${prefix}`);
  return [`${verbs[action] ?? action} ${resource.replace(`${bucket}/`, '')}`];
}

describe.each(rows)('the role of %s', (name, { access }: LambdaFunction) => {
  const { template, properties, role } = functionOf(service, name);
  const documents = role.Policies.map(
    ({ PolicyDocument }: { PolicyDocument: { Statement: unknown } }) => PolicyDocument,
  );
  const permissions = permissionsOf(...documents);
  const of = (serviceName: string) => permissions.filter(({ action }) => action.startsWith(`${serviceName}:`));

  it('is for Lambda alone, with its own policies alone', () => {
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
    expect(role.ManagedPolicyArns).toBeUndefined();
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  it('writes into its own log group and into no other', () => {
    const group = flat(properties.LoggingConfig.LogGroup).slice(0, -1);
    expect(of('logs').map(({ action, resource }) => [action, resource])).toEqual([
      ['logs:CreateLogStream', `${group}.Arn>`],
      ['logs:PutLogEvents', `${group}.Arn>`],
    ]);
  });

  it('may be taken for as long as IAM has it where it signs URLs, which end with the session', () => {
    expect(role.MaxSessionDuration).toBe(
      access.images || access.speech || access.videos === 'read' ? LONGEST_SESSION_SECONDS : undefined,
    );
  });

  it('does in S3 what its row names, on those keys alone', () => {
    const { images, background, uploads, speech, videos } = access;
    const expected = [
      ...(images ? imageWork[images] : []),
      ...(background ? backgroundWork[background] : []),
      ...(uploads ? uploadWork[uploads] : []),
      ...(speech ? speechWork[speech] : []),
      ...(videos ? videoWork[videos] : []),
    ];
    expect(of('s3').flatMap(work).sort()).toEqual([...new Set(expected)].sort());
  });

  it('reads the secrets that its row names', () => {
    const arns = [
      ...(access.openai ? ['<OpenaiApiKeyArn>'] : []),
      ...(access.webhookSecret ? ['<OpenaiWebhookSecretArn>'] : []),
    ];
    expect(of('secretsmanager')).toEqual(
      arns.map((resource) => ({
        effect: 'Allow',
        action: 'secretsmanager:GetSecretValue',
        resource,
        condition: undefined,
      })),
    );
  });

  it('writes dead letters where nobody waits for what it answers', () => {
    const queue = 'arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:openai-responses-dev-dead-letters';
    const isScheduled = scheduledFunctions.some((row) => row.name === name);
    expect(of('sqs').map(({ action, resource }) => [action, resource])).toEqual(
      isScheduled ? [['sqs:SendMessage', queue]] : [],
    );
  });

  it('may send traces, and nothing else at all', () => {
    expect(of('xray').map(({ action }) => action)).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
    expect(permissions).toHaveLength(['logs', 's3', 'secretsmanager', 'sqs', 'xray'].flatMap(of).length);
    expect(permissions.filter(({ effect }) => effect !== 'Allow')).toEqual([]);
  });
});

describe('a function that keeps and reads no objects', () => {
  const without = rows.filter(
    ([, { access }]) => !access.images && !access.background && !access.uploads && !access.speech && !access.videos,
  );

  it('exists, so that what follows says something', () => {
    expect(without.length).toBeGreaterThan(0);
  });

  it.each(without)('has no S3 permission at all (%s)', (name) => {
    expect(JSON.stringify(functionOf(service, name).role)).not.toMatch(/s3[:-]/);
  });
});

describe('a secret that exists already', () => {
  const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
  const referenced = synthesize({ openaiApiKeySecretArn: arn('key'), openaiWebhookSecretArn: arn('hook') });

  it('is what functions are told of and may read', () => {
    const { properties, role } = functionOf(referenced, 'receive-webhook');
    const { OPENAI_API_KEY_SECRET_ARN, OPENAI_WEBHOOK_SECRET_ARN } = properties.Environment.Variables;
    const [secrets] = role.Policies.filter(({ PolicyName }: { PolicyName: string }) => PolicyName === 'secrets');
    expect([OPENAI_API_KEY_SECRET_ARN, OPENAI_WEBHOOK_SECRET_ARN]).toEqual([arn('key'), arn('hook')]);
    expect(permissionsOf(secrets.PolicyDocument).map(({ resource }) => resource)).toEqual([arn('hook'), arn('key')]);
  });
});
