import { describe, expect, it } from 'vitest';
import { flat, type Resource, resourcesOf } from '../../support/fake-service.ts';
import { permissionsOf, type Synthesis, synthesize } from './synthesize.ts';

const service = synthesize({ imageDays: 11, resultDays: 12 });
const storageOf = ({ templates }: Synthesis) =>
  templates.get('Storage') as NonNullable<ReturnType<typeof templates.get>>;
const storage = storageOf(service);
const [bucket] = Object.values(resourcesOf(storage, 'AWS::S3::Bucket')) as [Resource & { DeletionPolicy: string }];

describe('the bucket', () => {
  it('is the only one', () => {
    const all = [...service.templates.values()].flatMap((template) =>
      Object.keys(resourcesOf(template, 'AWS::S3::Bucket')),
    );
    expect(all).toHaveLength(1);
  });

  it('is encrypted, private, and keeps no versions', () => {
    expect(bucket.Properties.VersioningConfiguration).toBeUndefined();
    expect(bucket.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it('denies whatever does not come over TLS 1.2 or later, and allows nothing by itself', () => {
    const [{ Properties: policy } = { Properties: {} }] = Object.values(resourcesOf(storage, 'AWS::S3::BucketPolicy'));
    const [id] = Object.keys(resourcesOf(storage, 'AWS::S3::Bucket'));
    const denied = permissionsOf(policy.PolicyDocument);
    const conditions = [{ Bool: { 'aws:SecureTransport': 'false' } }, { NumericLessThan: { 's3:TlsVersion': 1.2 } }];
    expect(policy.PolicyDocument.Statement.map(({ Principal }: { Principal: unknown }) => Principal)).toEqual(
      conditions.map(() => ({ AWS: '*' })),
    );
    expect(denied).toEqual(
      conditions.flatMap((condition) =>
        [`<${id}.Arn>`, `<${id}.Arn>/*`].map((resource) => ({ effect: 'Deny', action: 's3:*', resource, condition })),
      ),
    );
  });

  it('tells EventBridge of its objects, without a function of its own for it', () => {
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    storage.resourceCountIs('AWS::Lambda::Function', 0);
  });

  it('forgets images, speech, videos, results, records, uploads and parts of broken ones, each in its time', () => {
    const rules = bucket.Properties.LifecycleConfiguration.Rules;
    expect(rules).toEqual([
      { Id: 'images', Prefix: 'images/', ExpirationInDays: 11, Status: 'Enabled' },
      { Id: 'speech', Prefix: 'speech/', ExpirationInDays: 11, Status: 'Enabled' },
      { Id: 'videos', Prefix: 'videos/', ExpirationInDays: 12, Status: 'Enabled' },
      { Id: 'results', Prefix: 'background/completed/', ExpirationInDays: 12, Status: 'Enabled' },
      { Id: 'records', Prefix: 'background/pending/', ExpirationInDays: 7, Status: 'Enabled' },
      { Id: 'answers', Prefix: 'idempotency/', ExpirationInDays: 2, Status: 'Enabled' },
      { Id: 'uploads', Prefix: 'uploads/', ExpirationInDays: 1, Status: 'Enabled' },
      { Id: 'parts', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
    ]);
  });

  it('stays when the stack is deleted, with all that is in it', () => {
    expect(bucket.DeletionPolicy).toBe('Retain');
  });

  it('goes with the stack where the deployment says so, emptied first', () => {
    const destroyed = storageOf(synthesize({ bucketRemoval: 'destroy' }));
    const [{ DeletionPolicy }] = Object.values(resourcesOf(destroyed, 'AWS::S3::Bucket')) as [typeof bucket];
    expect(DeletionPolicy).toBe('Delete');
    destroyed.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
  });
});

describe('the table of access', () => {
  const tablesOf = (synthesis: Synthesis) =>
    [...synthesis.templates.values()].flatMap((template) =>
      Object.values(resourcesOf(template, 'AWS::DynamoDB::Table') as Record<string, typeof bucket>),
    );
  const [table, ...others] = tablesOf(service);

  it('is one table of two texts, paid by the request, that forgets items in time and can be set back', () => {
    expect(others).toEqual([]);
    expect(table?.Properties).toEqual({
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      // A key of DynamoDB's own.
      SSESpecification: { SSEEnabled: false },
    });
  });

  it('is told to other stacks, and to whoever makes keys', () => {
    const [id] = Object.keys(resourcesOf(storage, 'AWS::DynamoDB::Table'));
    const names = Object.values(resourcesOf(storage, 'AWS::SSM::Parameter')).map(({ Properties }) => Properties);
    expect(names).toContainEqual(
      expect.objectContaining({ Name: '/openai-responses/dev/access-table-name', Value: { Ref: id } }),
    );
    expect(storage.toJSON().Outputs.AccessTableName.Value).toEqual({ Ref: id });
  });

  it('stays where the bucket stays, and goes where the bucket goes', () => {
    expect(table?.DeletionPolicy).toBe('Retain');
    const [destroyed] = tablesOf(synthesize({ bucketRemoval: 'destroy' }));
    expect(destroyed?.DeletionPolicy).toBe('Delete');
    expect(destroyed?.Properties.DeletionProtectionEnabled).toBe(false);
  });

  it('is not made where access is off, and nothing speaks of it', () => {
    const { templates } = synthesize({ access: 'off' });
    const all = JSON.stringify([...templates.values()].map((template) => template.toJSON()));
    expect(all).not.toMatch(/dynamodb|ACCESS_(MODES|TABLE|UNOWNED)|access-table|AccessTable/);
  });
});

describe('the secrets', () => {
  const secrets = resourcesOf(storage, 'AWS::SecretsManager::Secret');

  it('are made without a value, and say what belongs into them', () => {
    const properties = Object.values(secrets).map(({ Properties }) => Properties);
    expect(properties.map((property) => Object.keys(property))).toEqual([['Description'], ['Description']]);
    expect(properties.map(({ Description }) => Description)).toEqual([
      expect.stringMatching(/^Key of the OpenAI API, as plain text/),
      expect.stringMatching(/^Secret of OpenAI's webhooks, as plain text/),
    ]);
  });

  it.each([
    ['PutOpenaiApiKey', 'OPENAI_API_KEY'],
    ['PutOpenaiWebhookSecret', 'OPENAI_WEBHOOK_SECRET'],
  ])('come with the command that fills them, from the shell and not from the template (%s)', (output, variable) => {
    const { Outputs } = storage.toJSON();
    const id = Object.keys(secrets).find((secret) => output.endsWith(secret.slice(0, -8)));
    expect(flat(Outputs[output].Value)).toBe(
      `aws secretsmanager put-secret-value --region <AWS::Region> --secret-id <${id}> --secret-string "$${variable}"`,
    );
  });

  it('are not made where the deployment names its own', () => {
    const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
    const referenced = storageOf(
      synthesize({ access: 'off', openaiApiKeySecretArn: arn('a'), openaiWebhookSecretArn: arn('b') }),
    );
    referenced.resourceCountIs('AWS::SecretsManager::Secret', 0);
    referenced.resourceCountIs('AWS::SSM::Parameter', 1);
    expect(Object.keys(referenced.toJSON().Outputs)).toEqual(['BucketName', 'Region']);
  });
});
