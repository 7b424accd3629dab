import { type App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { type Endpoint, endpoints, lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { acknowledgements, flat, resourcesOf } from '../../support/fake-service.ts';
import { permissionsOf, synthesize } from './synthesize.ts';

const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;

/** Between them, every branch of the deployment. */
const deployments = {
  'as cdk.json has it': {},
  'of open URLs and a bucket to throw away': {
    frontDoors: 'urls',
    auth: 'none',
    corsOrigins: ['*'],
    bucketRemoval: 'destroy',
  },
  'of an open API after a firewall': {
    frontDoors: 'api',
    apiAuth: 'none',
    waf: true,
    docs: 'public',
    playground: true,
    corsOrigins: ['https://app.example.com'],
    alarmEmail: 'team@example.com',
    pollers: 256,
    region: 'eu-central-1',
  },
  'of keys and tokens that the functions check': {
    frontDoors: 'api',
    apiAuth: 'function',
    jwt: { issuer: 'https://issuer.example.com/', audience: ['app'], scopes: ['ask'] },
    docs: 'callers',
    playground: true,
    inputUrls: 'http',
    mcpServers: ['*.example.com'],
  },
  'of IAM alone, with secrets of its own': {
    apiAuth: 'iam',
    monthlyQuota: 1000,
    openaiApiKeySecretArn: arn('key'),
    openaiWebhookSecretArn: arn('hook'),
  },
} as const;

/** Each allowed wildcard: the action, the resource, and why there is no way without. */
const wildcards: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^xray:Put(TelemetryRecords|TraceSegments)$/, /^\*$/, 'X-Ray has no resources that IAM could name'],
  [
    /^s3:(?:(?:Get|Put|Delete)Object|AbortMultipartUpload)$/,
    /^arn:(aws|<AWS::Partition>):s3:::<BucketName>\/(images|speech|uploads|videos|idempotency|background\/(pending|completed))\/\*$/,
    'keys are made of dates, of ids of OpenAI and of hashes',
  ],
  [
    /^s3:(DeleteObject\*|GetBucket\*|List\*|PutBucketPolicy)$/,
    /^<Bucket\w+\.Arn>(\/\*)?$/,
    'of the function of CDK that empties a bucket to throw away; only with bucketRemoval "destroy"',
  ],
];

interface Statement {
  readonly Statement: unknown;
}

describe.each(Object.entries(deployments))('a deployment %s', (_, service) => {
  const { app, templates, findings } = synthesize(service);
  const stacks = app.node.children.filter(Stack.isStack);

  it('leaves cdk-nag and the rules of CDK nothing to find', () => {
    expect(findings).toEqual([]);
  });

  it('gives more than ten words of reason for what it acknowledges', () => {
    const reasons = stacks.flatMap((stack) => Object.values(acknowledgements(stack)).flat());
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.filter((reason) => reason.split(/\s+/).length <= 10)).toEqual([]);
  });

  it('acknowledges findings one by one, never a whole rule of wildcards', () => {
    const ids = stacks.flatMap((stack) => Object.keys(acknowledgements(stack)));
    expect(ids.filter((id) => /^AwsSolutions-IAM[45]$/.test(id))).toEqual([]);
  });

  it('allows no wildcard that is not in the list above', () => {
    const documents = [...templates.values()].flatMap((template) => {
      const { Resources } = template.toJSON() as {
        Resources: Record<string, { Properties?: Record<string, unknown> }>;
      };
      return Object.values(Resources).flatMap(({ Properties = {} }) => [
        ...((Properties.Policies as { PolicyDocument: Statement }[] | undefined) ?? []).map(
          (policy) => policy.PolicyDocument,
        ),
        ...(Properties.PolicyDocument ? [Properties.PolicyDocument as Statement] : []),
      ]);
    });
    const allowed = permissionsOf(...documents).filter(({ effect }) => effect === 'Allow');
    const wild = allowed.filter(({ action, resource }) => `${action} ${resource}`.includes('*'));
    const unexplained = wild.filter(
      ({ action, resource }) =>
        !wildcards.some(([actions, resources]) => actions.test(action) && resources.test(resource)),
    );
    expect(allowed.length).toBeGreaterThan(40);
    expect(unexplained).toEqual([]);
  });

  it('has every bucket, queue and topic deny what does not come over TLS', () => {
    const policed = { 'AWS::S3::Bucket': 'Bucket', 'AWS::SQS::Queue': 'Queues', 'AWS::SNS::Topic': 'Topics' };
    const open = [...templates.values()].flatMap((template) =>
      Object.entries(policed).flatMap(([type, property]) => {
        const policies = Object.values(resourcesOf(template, `${type}Policy`)).filter(({ Properties }) =>
          JSON.stringify(Properties.PolicyDocument).includes('{"aws:SecureTransport":"false"}'),
        );
        const closed = policies.flatMap(({ Properties }) => [Properties[property]].flat().map(flat));
        return Object.keys(resourcesOf(template, type)).filter((id) => !closed.includes(`<${id}>`));
      }),
    );
    expect(open).toEqual([]);
  });

  it('has nothing secret in any template', () => {
    const all = JSON.stringify([...templates.values()].map((template) => template.toJSON()));
    expect(all).not.toMatch(/sk-|whsec_|GenerateSecretString|SecretString"/);
  });

  it('stays below 450 resources in each stack', () => {
    const counts = [...templates].map(
      ([id, template]) => [id, Object.keys(template.toJSON().Resources).length] as const,
    );
    expect(counts.filter(([, count]) => count >= 450)).toEqual([]);
  });
});

describe('cdk-nag', () => {
  it('stops a deployment over a bucket that anybody adds without a thought', () => {
    const alter = (app: App) => void new s3.Bucket(new Stack(app, 'Careless'), 'Bucket');
    expect(() => synthesize({}, { alter })).toThrow(/Careless\/Bucket[\s\S]*AwsSolutions-S1/);
  });
});

describe('the stacks', () => {
  const { app, templates } = synthesize({ stage: 'prod', name: 'shop', region: 'eu-central-1' });
  const stacks = app.node.children.filter(Stack.isStack);

  it('are named and tagged by the deployment, and go where it says', () => {
    const families = new Set(lambdaFunctions.map(({ api }) => `functions-${api}`));
    const parts = ['roles', 'storage', ...families, 'background', 'api', 'observability'];
    expect(stacks.map(({ stackName }) => stackName).sort()).toEqual(parts.map((part) => `shop-prod-${part}`).sort());
    expect(stacks.map(({ tags, region }) => ({ ...tags.tagValues(), region }))).toEqual(
      stacks.map(() => ({ service: 'shop', stage: 'prod', region: 'eu-central-1' })),
    );
  });

  it('are deployed after what they use', () => {
    const usedBy = (id: string) =>
      stacks.find((stack) => stack.node.id === id)?.dependencies.map(({ node }) => node.id) ?? [];
    const families = [...templates.keys()].filter((id) => id.startsWith('Functions'));
    expect(families.map((id) => usedBy(id))).toEqual(families.map(() => ['Roles', 'Storage']));
    for (const id of ['Api', 'Background', 'Observability'])
      expect(usedBy(id)).toEqual(expect.arrayContaining(families));
  });

  it('are refused with a clear message when one has grown too large', () => {
    const [first] = endpoints;
    const many = Array.from(
      { length: 75 },
      (_, index): Endpoint => ({ ...first, name: `e-${index}`, paths: { service: `/api/e/${index}` } }),
    );
    expect(() => synthesize({ frontDoors: 'urls' }, { endpoints: many })).toThrow(
      /resources in stack 'FunctionsResponses'.*450.*greater than allowed maximum of 449/s,
    );
  });
});
