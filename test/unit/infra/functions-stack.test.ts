import { describe, expect, it } from 'vitest';
import { constructId } from '../../../infra/config/names.ts';
import { type Endpoint, endpoints, type LambdaFunction, lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { flat, resourcesOf } from '../../support/fake-service.ts';
import { functionOf, synthesize } from './synthesize.ts';

const service = synthesize({
  logRetentionDays: 14,
  // What access adds to a function, `access-variables.test.ts` has.
  access: 'off',
  docs: 'public',
  playground: true,
  environment: { LOG_LEVEL: 'DEBUG', OPENAI_TIMEOUT: '9000' },
});
const rows = lambdaFunctions.map((row) => [row.name, row] as const);

describe.each(rows)('the function %s', (name, row: LambdaFunction) => {
  const { template, properties } = functionOf(service, name);

  it("runs the bundle's handler on Node 24 and arm64", () => {
    expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
  });

  it('has the memory, the time and the description of its row', () => {
    const { memoryMiB: MemorySize, timeoutSeconds: Timeout, summary: Description } = row;
    expect(properties).toMatchObject({ MemorySize, Timeout, Description });
  });

  it('writes JSON into a log group of its own, which forgets in time and goes with the stack', () => {
    const id = flat(properties.LoggingConfig.LogGroup).slice(1, -1);
    expect(properties.LoggingConfig).toMatchObject({ LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG' });
    expect(resourcesOf(template, 'AWS::Logs::LogGroup')[id]).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: `/aws/lambda/openai-responses-dev-${name}`, RetentionInDays: 14 },
    });
  });

  it('is traced', () => {
    expect(properties.TracingConfig).toEqual({ Mode: 'Active' });
  });

  it('has the variables of its bundle, of the deployment, and of what its row names', () => {
    const { openai, webhookSecret, images, background, uploads, speech } = row.access;
    expect(properties.Environment.Variables).toEqual({
      NODE_COMPILE_CACHE: '/var/task/compile-cache',
      ELSEWHERE: '/var/task:/var/task/lib',
      LOG_LEVEL: 'DEBUG',
      OPENAI_TIMEOUT: '9000',
      API_AUTH: 'api-key',
      POWERTOOLS_SERVICE_NAME: 'openai-responses-dev',
      ...(images || background || uploads || speech ? { STORAGE_BUCKET: { Ref: 'BucketName' } } : {}),
      ...(openai ? { OPENAI_API_KEY_SECRET_ARN: { Ref: 'OpenaiApiKeyArn' } } : {}),
      ...(webhookSecret ? { OPENAI_WEBHOOK_SECRET_ARN: { Ref: 'OpenaiWebhookSecretArn' } } : {}),
    });
  });

  it('takes a share of the concurrency of the account only where its row reserves one', () => {
    expect(properties.ReservedConcurrentExecutions).toBe(row.reservedConcurrency);
  });
});

describe('the stacks of functions', () => {
  it('are one for each family, with the functions of that family and no others', () => {
    const families = Map.groupBy(lambdaFunctions, ({ api }) => api);
    const found = [...service.templates].flatMap(([id, template]) => {
      const functions = Object.values(resourcesOf(template, 'AWS::Lambda::Function'));
      const names = functions.map(({ Properties }) => Properties.FunctionName.replace('openai-responses-dev-', ''));
      return names.length > 0 ? [[id, names.sort()]] : [];
    });
    const expected = [...families].map(([family, rows]) => [
      `Functions${constructId(family)}`,
      rows.map(({ name }) => name).sort(),
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  it('find the bucket and the secrets where the storage stack writes them down', () => {
    const storage = service.templates.get('Storage');
    const written = Object.values(storage ? resourcesOf(storage, 'AWS::SSM::Parameter') : {});
    const { Parameters } = service.templates.get('FunctionsWebhooks')?.toJSON() ?? {};
    const { BucketName, OpenaiApiKeyArn, OpenaiWebhookSecretArn } = Parameters;
    const read = [BucketName, OpenaiApiKeyArn, OpenaiWebhookSecretArn];
    expect(read.map(({ Type }) => Type)).toEqual(Array(3).fill('AWS::SSM::Parameter::Value<String>'));
    expect(read.map(({ Default }) => Default)).toEqual(written.map(({ Properties }) => Properties.Name));
  });

  it('hold nothing of one another or of the storage stack by an export', () => {
    const all = JSON.stringify([...service.templates.values()].map((template) => template.toJSON()));
    expect(all).not.toMatch(/"Export"|Fn::ImportValue/);
  });
});

describe('a row that is added to the table', () => {
  const extra = {
    ...endpoints[0],
    name: 'make-speech',
    paths: { service: '/api/audio/songs' },
    memoryMiB: 2048,
    reservedConcurrency: 7,
  } as const;
  const withExtra = synthesize({ docs: 'public', playground: true }, { endpoints: [...endpoints, extra] });

  it('is a function with what the row says, a URL and a route, and nothing else changes', () => {
    const { properties } = functionOf(withExtra, 'make-speech');
    const names = [...withExtra.templates.keys()];
    const responses = withExtra.templates.get('FunctionsResponses')?.toJSON();
    expect(properties).toMatchObject({ MemorySize: 2048, ReservedConcurrentExecutions: 7 });
    expect(responses?.Outputs.UrlMakeSpeech.Description).toMatch(/^POST \/api\/audio\/songs: /);
    expect(JSON.stringify(withExtra.templates.get('Api')?.toJSON())).toContain('make-speech');
    expect(names).toEqual([...service.templates.keys()]);
  });

  it('is a stack of its own where its family is new', () => {
    const api = 'audio' as (typeof extra)['api'];
    const { templates } = synthesize({}, { endpoints: [...endpoints, { ...extra, api }] });
    expect([...templates.keys()]).toContain('FunctionsAudio');
    expect(resourcesOf(templates.get('FunctionsAudio') as never, 'AWS::Lambda::Function')).not.toEqual({});
  });
});

describe('a row that is optional', () => {
  const optional = (endpoints as readonly Endpoint[]).filter((row) => row.optional !== undefined);

  it.each(optional.map(({ name }) => name))('is deployed only where the context says so (%s)', (name) => {
    expect(() => functionOf(synthesize(), name)).toThrow(`No function is named openai-responses-dev-${name}`);
    expect(functionOf(service, name).properties.Handler).toBe('index.handler');
  });
});

describe('what the functions know of the front doors', () => {
  const corsOrigins = ['https://a.example', 'https://b.example'];

  it.each([
    [{ frontDoors: 'both', auth: 'iam', apiAuth: 'none' }, { API_AUTH: 'none' }],
    [{ frontDoors: 'api', auth: 'none', apiAuth: 'iam' }, { API_AUTH: 'iam' }],
    [{ frontDoors: 'urls', auth: 'iam', apiAuth: 'api-key', corsOrigins }, { API_AUTH: 'iam' }],
    [{ frontDoors: 'urls', auth: 'none', apiAuth: 'api-key' }, { API_AUTH: 'none' }],
    [{ corsOrigins }, { API_AUTH: 'api-key', CORS_ORIGINS: corsOrigins.join() }],
  ])('is as %j has it', (deployment, expected) => {
    const { properties } = functionOf(synthesize(deployment), 'health');
    const { API_AUTH, CORS_ORIGINS } = properties.Environment.Variables;
    expect({ API_AUTH, ...(CORS_ORIGINS && { CORS_ORIGINS }) }).toEqual(expected);
  });
});
