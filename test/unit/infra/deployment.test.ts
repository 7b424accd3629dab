import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { type Deployment, readDeployment } from '../../../infra/config/deployment.ts';
import { functionVariables } from '../../../infra/config/function-variables.ts';
import { functionNameOf } from '../../../infra/config/names.ts';
import { readEnvironment } from '../../../lib/config/environment.ts';
import { lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { contextWith } from '../../support/fake-service.ts';

const read = (context: Readonly<Record<string, unknown>>): Deployment => readDeployment(new App({ context }).node);

function problemOf(context: Readonly<Record<string, unknown>>): string {
  try {
    read(context);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The deployment was read');
}

const defaults: Deployment = {
  stage: 'dev',
  name: 'openai-responses',
  dialects: ['service', 'openai'],
  frontDoors: 'both',
  auth: 'iam',
  apiAuth: 'api-key',
  access: ['iam', 'api-key'],
  unowned: 'deny',
  inputUrls: 'https',
  corsOrigins: [],
  logRetentionDays: 30,
  imageDays: 30,
  resultDays: 30,
  bucketRemoval: 'retain',
  pollers: 1,
  pollWindowSeconds: 50,
  pollLinger: false,
  budgetUsdPerHour: 10,
  throttle: { rate: 50, burst: 100 },
  waf: false,
  docs: 'off',
  playground: false,
  environment: {},
};

describe('a deployment', () => {
  it('has a default for every key', () => {
    expect(read({})).toEqual(defaults);
  });

  it('stands in cdk.json with every key at its default', () => {
    const { service } = contextWith({}) as { readonly service: Readonly<Record<string, unknown>> };
    // What `access` is by itself, the doors say.
    const { access: _, ...fixed } = defaults;
    const optional = [
      'access',
      'jwt',
      'mcpServers',
      'region',
      'apis',
      'alarmEmail',
      'monthlyQuota',
      'openaiApiKeySecretArn',
      'openaiWebhookSecretArn',
    ];
    expect(read(contextWith({}))).toEqual(defaults);
    expect(Object.keys(service).sort()).toEqual([...Object.keys(fixed), ...optional].sort());
    expect(optional.filter((key) => service[key] !== null)).toEqual([]);
  });

  it.each([
    ['stage', 'prod', 'prod'],
    ['apis', 'responses,webhooks', ['responses', 'webhooks']],
    ['apis', '["responses"]', ['responses']],
    ['dialects', 'openai', ['openai']],
    ['pollers', '8', 8],
    ['waf', 'true', true],
    ['docs', 'callers', 'callers'],
    ['access', 'off', []],
    ['access', 'api-key,iam', ['api-key', 'iam']],
    ['unowned', 'allow', 'allow'],
    ['inputUrls', 'http', 'http'],
    ['mcpServers', 'mcp.example.com,*.tools.example.com', ['mcp.example.com', '*.tools.example.com']],
    ['budgetUsdPerHour', '2.5', 2.5],
    ['corsOrigins', 'https://a.example,http://localhost:5173', ['https://a.example', 'http://localhost:5173']],
    ['corsOrigins', '["https://a.example"]', ['https://a.example']],
    ['throttle', '{"rate":2}', { rate: 2, burst: 100 }],
    ['environment', '{"LOG_LEVEL":"DEBUG"}', { LOG_LEVEL: 'DEBUG' }],
    ['environment', '{"IMAGE_URL_TTL_SECONDS":"43200"}', { IMAGE_URL_TTL_SECONDS: '43200' }],
  ])('takes %s from the command line (-c)', (key, given, expected) => {
    expect(read({ ...contextWith({ stage: 'elsewhere' }), [key]: given })).toMatchObject({ [key]: expected });
  });
});

/** Every key, and what it does not take. */
const bad: readonly (readonly [string, unknown, string?])[] = [
  ['stage', 'Prod!'],
  ['region', 'europe'],
  ['name', 'aws-thing'],
  ['apis', ['response'], 'apis.0'],
  ['apis', []],
  ['dialects', 'anthropic', 'dialects.0'],
  ['dialects', {}],
  ['frontDoors', 'none'],
  ['auth', 'basic'],
  ['apiAuth', 'basic'],
  ['corsOrigins', ['app.example.com'], 'corsOrigins.0'],
  ['corsOrigins', ['*', 'https://a.example']],
  ['logRetentionDays', 31],
  ['imageDays', 0],
  ['resultDays', 1.5],
  ['bucketRemoval', 'keep'],
  ['pollers', 257],
  ['pollWindowSeconds', 51],
  ['pollLinger', 'maybe'],
  ['budgetUsdPerHour', 0],
  ['alarmEmail', 'nobody'],
  ['throttle', { rate: 0 }, 'throttle.rate'],
  ['throttle', { rats: 1 }, 'throttle.rats'],
  ['monthlyQuota', 0],
  ['waf', 'yes'],
  ['docs', 'on'],
  ['access', 'basic', 'access.0'],
  ['access', {}],
  ['unowned', 'maybe'],
  ['jwt', { issuer: 'http://issuer.example', audience: ['a'] }, 'jwt.issuer'],
  ['jwt', { issuer: 'https://issuer.example', audience: [] }, 'jwt.audience'],
  ['jwt', { issuer: 'https://issuer.example', audience: ['a,b'] }, 'jwt.audience.0'],
  ['inputUrls', 'ftp'],
  ['mcpServers', [], 'mcpServers'],
  ['mcpServers', ['https://mcp.example.com'], 'mcpServers.0'],
  ['playground', 1],
  ['openaiApiKeySecretArn', 'my-secret'],
  ['openaiWebhookSecretArn', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:without'],
  ['environment', { OPENAI_API_KEY: 'x' }, 'environment.OPENAI_API_KEY'],
  ['environment', { OPENAI_TIMEOUT: 5 }, 'environment.OPENAI_TIMEOUT'],
  ['environment', { OPENAI_DEFAULT_MODEL: 'sk-abc' }, 'environment.OPENAI_DEFAULT_MODEL'],
  ['environment', { LOG_LEVEL: 'WARN' }, 'environment.LOG_LEVEL'],
  ['environment', { IMAGE_URL_TTL_SECONDS: '43201' }, 'environment.IMAGE_URL_TTL_SECONDS'],
  ['stagee', 'prod'],
];

describe('a deployment that is not usable', () => {
  it.each(bad)('is refused for %s = %j', (key, value, named = key) => {
    expect(problemOf({ service: Object.fromEntries([[key, value]]) })).toMatch(
      new RegExp(`: ${named} (wants |is none of |is no key |must not )`),
    );
  });

  it('is refused with every bad key in one message', () => {
    const firsts = new Map(bad.map(([key, value]) => [key, value]));
    const message = problemOf({ service: Object.fromEntries(firsts) });
    expect([...firsts.keys()].filter((key) => !message.includes(`${key}`))).toEqual([]);
    expect(message.split('; ').length).toBeGreaterThanOrEqual(firsts.size);
  });

  it('is refused for a bad key of the command line, and for one that it does not know', () => {
    const message = problemOf({
      ...contextWith({}),
      pollers: 'many',
      poller: '3',
      '@aws-cdk/some:flag': true,
      'some-tool': 1,
    });
    expect(message).toMatch(/: poller is no key of a deployment; pollers wants a whole number from 1 to 256\.$/);
  });

  it('does not repeat a secret that was put in the wrong place', () => {
    expect(problemOf({ service: { environment: { OPENAI_DEFAULT_MODEL: 'sk-abc' } } })).not.toContain('abc');
  });
});

describe('the variables that a deployment may set', () => {
  const source = readFileSync(path.join(import.meta.dirname, '../../../lib/config/environment.ts'), 'utf8');
  const [, schema = ''] = /const schema = z\.object\(\{\n([\s\S]*?)\n\}\);/.exec(source) ?? [];
  const all = [...schema.matchAll(/^ {2}([A-Z0-9_]+):/gm)].map(([, name = '']) => name);
  const own =
    /^(OPENAI_API_KEY|OPENAI_WEBHOOK_SECRET)(_ARN|_SECRET_ARN)?$|^(STORAGE_BUCKET|S3_ENDPOINT|API_AUTH|CORS_ORIGINS|DOCS_ACCESS|INPUT_URLS|MCP_SERVERS)$/;

  it('are those of the functions, less the secrets and what the stacks set', () => {
    expect([...functionVariables].sort()).toEqual(all.filter((name) => !own.test(name)).sort());
  });

  it.each(functionVariables)('include %s only if the functions read it', (name) => {
    const unusable = () => readEnvironment({ [name]: 'a b\u0000' }, false);
    expect(unusable).toThrow(name);
  });
});

describe('the names of functions', () => {
  it.each(lambdaFunctions.map(({ name }) => name))('have room for the longest name and stage (%s)', (row) => {
    const name = functionNameOf({ ...defaults, name: 'n'.repeat(24), stage: 's'.repeat(16) }, row);
    expect(name.length).toBeLessThanOrEqual(64);
  });

  it('are refused where Lambda would', () => {
    expect(() => functionNameOf(defaults, 'x'.repeat(44))).toThrow(/64 characters .* has 65: give .* a shorter name/);
  });
});
