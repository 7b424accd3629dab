import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { acknowledgements, flat, nagFindings } from '../../support/fake-service.ts';
import { fakeApi, keyOf, routes } from './fake-api.ts';

const open = routes.filter(({ auth }) => auth !== 'caller');
const others = routes.filter((route) => !open.includes(route));

const docs = 'public';
const withKeys = fakeApi({ docs, monthlyQuota: 5000, throttle: { rate: 7.5, burst: 9 } });
const signed = fakeApi({ docs, apiAuth: 'iam' });
const unguarded = fakeApi({ docs, apiAuth: 'none', waf: true });
const checked = fakeApi({ docs, frontDoors: 'api', apiAuth: 'function' });

describe.each([
  ['an API key', withKeys, { ApiKeyRequired: true, AuthorizationType: 'NONE' }],
  ['a signature', signed, { ApiKeyRequired: false, AuthorizationType: 'AWS_IAM' }],
  ['nothing', unguarded, { ApiKeyRequired: false, AuthorizationType: 'NONE' }],
  ['what the function checks', checked, { ApiKeyRequired: false, AuthorizationType: 'NONE' }],
] as const)('where callers need %s', (_, { stack, methods }, wanted) => {
  it.each(others)('$method $path asks for it', (route) => {
    expect(methods[keyOf(route)]).toMatchObject(wanted);
  });

  it.each(open)('$method $path asks for nothing: it is public, or OpenAI asks, who can send neither', (route) => {
    expect(methods[keyOf(route)]).toMatchObject({ ApiKeyRequired: false, AuthorizationType: 'NONE' });
  });

  it('leaves cdk-nag nothing to find', () => {
    expect(nagFindings(stack)).toEqual([]);
  });
});

describe('what describes the service', () => {
  const describing = open.filter(({ api }) => api === 'docs');
  const wanted = {
    'api-key': { ApiKeyRequired: true, AuthorizationType: 'NONE' },
    iam: { ApiKeyRequired: false, AuthorizationType: 'AWS_IAM' },
  } as const;

  it.each([
    ['callers', 'api-key'],
    ['callers', 'iam'],
    ['off', 'api-key'],
  ] as const)('asks with docs %s for what every endpoint asks for (%s)', (docs, apiAuth) => {
    const { methods, stack } = fakeApi({ docs, apiAuth });
    expect(describing.length).toBeGreaterThan(2);
    for (const route of describing) expect(methods[keyOf(route)]).toMatchObject(wanted[apiAuth]);
    expect(nagFindings(stack)).toEqual([]);
  });

  it('leaves the webhook to its signature', () => {
    const webhooks = open.filter(({ auth }) => auth === 'openai-signature');
    const { methods } = fakeApi({ docs: 'callers' });
    expect(webhooks.length).toBeGreaterThan(0);
    for (const route of webhooks)
      expect(methods[keyOf(route)]).toMatchObject({ ApiKeyRequired: false, AuthorizationType: 'NONE' });
  });
});

describe('API keys', () => {
  it('belong to a usage plan of the stage, with the rates and the quota of the deployment', () => {
    withKeys.template.resourceCountIs('AWS::ApiGateway::ApiKey', 1);
    withKeys.template.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 1);
    withKeys.template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      UsagePlanName: 'openai-responses-dev-api',
      Throttle: { RateLimit: 7.5, BurstLimit: 9 },
      Quota: { Limit: 5000, Period: 'MONTH' },
      ApiStages: [{ ApiId: { Ref: Match.stringLikeRegexp('^Api') }, Stage: { Ref: Match.stringLikeRegexp('Stage') } }],
    });
  });

  it('have no quota where the deployment sets none', () => {
    const [plan] = Object.values(fakeApi().template.findResources('AWS::ApiGateway::UsagePlan'));
    expect(plan?.Properties.Quota).toBeUndefined();
  });

  it('stand in the outputs by their ids, with the command that prints the key', () => {
    const { ApiKeyId, ApiKeyCommand } = withKeys.template.findOutputs('*');
    expect(flat(ApiKeyId?.Value)).toMatch(/^<ApiApiKey\w+>$/);
    expect(flat(ApiKeyCommand?.Value)).toMatch(
      /^aws apigateway get-api-key --api-key <ApiApiKey\w+> --include-value --query value --output text --region <AWS::Region>$/,
    );
  });

  it('have a value that API Gateway makes and no template holds', () => {
    const [key] = Object.values(withKeys.template.findResources('AWS::ApiGateway::ApiKey'));
    expect(key?.Properties.Value).toBeUndefined();
  });

  it.each([
    ['signed', signed],
    ['open', unguarded],
    ['checked by the functions', checked],
  ])('are not made for an API that is %s', (_, { template }) => {
    template.resourceCountIs('AWS::ApiGateway::ApiKey', 0);
    template.resourceCountIs('AWS::ApiGateway::UsagePlan', 0);
  });
});

describe('signatures', () => {
  it('come with an output of what callers have to be allowed', () => {
    const { InvokeArn } = signed.template.findOutputs('*');
    expect(flat(InvokeArn?.Value)).toMatch(/:execute-api:.*:<Api\w+>\/<Api\w+Stage\w+>\/\*\/api\/\*$/);
  });
});

describe('what is acknowledged to cdk-nag', () => {
  it.each([
    [
      'keys',
      withKeys,
      { 'AwsSolutions-COG4': routes.length, 'AwsSolutions-APIG4': routes.length, 'AwsSolutions-APIG3': 1 },
    ],
    [
      'signatures',
      signed,
      { 'AwsSolutions-COG4': routes.length, 'AwsSolutions-APIG4': open.length, 'AwsSolutions-APIG3': 1 },
    ],
    ['nothing but a web ACL', unguarded, { 'AwsSolutions-COG4': routes.length, 'AwsSolutions-APIG4': routes.length }],
  ] as const)('is counted, with a reason for each, where callers need %s', (_, { stack }, wanted) => {
    const { ...found } = acknowledgements(stack);
    const counts = Object.fromEntries(Object.entries(found).map(([id, reasons]) => [id, reasons.length]));
    expect(counts).toEqual(wanted);
    for (const reason of Object.values(found).flat()) expect(reason.length).toBeGreaterThan(40);
  });
});
