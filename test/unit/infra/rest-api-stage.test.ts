import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { RolesStack } from '../../../infra/stacks/roles-stack.ts';
import { fakeService, flat, resourcesOf } from '../../support/fake-service.ts';
import { fakeApi } from './fake-api.ts';

const { template } = fakeApi({ stage: 'prod-1', logRetentionDays: 7, throttle: { rate: 20, burst: 40 }, waf: true });
const only = (type: string) => {
  const entries = Object.entries(resourcesOf(template, type));
  expect(entries).toHaveLength(1);
  const [[id, resource] = ['', undefined]] = entries;
  return { id, ...resource };
};
const stage = only('AWS::ApiGateway::Stage');

describe('the stage', () => {
  it('throttles all methods, traces, and logs errors but no bodies or headers', () => {
    expect(stage.Properties).toMatchObject({
      StageName: 'prod-1',
      TracingEnabled: true,
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 20,
          ThrottlingBurstLimit: 40,
          LoggingLevel: 'ERROR',
          DataTraceEnabled: false,
        },
      ],
    });
  });

  it('caches nothing and compresses nothing, which a stream could not pass', () => {
    expect(stage.Properties.CacheClusterEnabled).toBeUndefined();
    expect(only('AWS::ApiGateway::RestApi').Properties.MinimumCompressionSize).toBeUndefined();
  });
});

describe('the access log', () => {
  const { DestinationArn: destination, Format: format } = stage.Properties.AccessLogSetting;
  const variables: string[] = Object.values(JSON.parse(format));

  it('is a line of JSON in a group of its own, for as long as the deployment says', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    const group = Object.keys(groups).find((id) => flat(destination).includes(id)) ?? '';
    expect(groups[group]).toMatchObject({ Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
    expect(groups[group]?.Properties.LogGroupName).toBeUndefined();
  });

  it('tells what a request came to, streams included', () => {
    expect(variables).toEqual(
      expect.arrayContaining([
        '$context.requestId',
        '$context.httpMethod',
        '$context.resourcePath',
        '$context.status',
        '$context.identity.apiKeyId',
        '$context.integration.responseTransferMode',
        '$context.integration.timeToFirstContent',
      ]),
    );
  });

  it('holds no header, query, key or token', () => {
    for (const variable of variables) {
      expect(variable).toMatch(/^\$context\.[\w.]+$/);
      expect(variable).not.toMatch(
        /\.header\.|override|query|apiKey$|authorizer|claims|accessKey|userAgent|clientCert/i,
      );
    }
  });
});

describe('the execution log', () => {
  it('goes into a group that is there before the stage, and expires', () => {
    const groups = Object.entries(resourcesOf(template, 'AWS::Logs::LogGroup'));
    const [id, group] = groups.find(([, { Properties }]) => Properties.LogGroupName !== undefined) ?? [];
    const api = only('AWS::ApiGateway::RestApi').id;
    expect(flat(group?.Properties.LogGroupName)).toBe(`API-Gateway-Execution-Logs_<${api}>/prod-1`);
    expect(group?.Properties.RetentionInDays).toBe(7);
    expect(stage.DependsOn).toContain(id);
  });

  const { app, deployment } = fakeService();
  const roles = Template.fromStack(new RolesStack(app, 'Roles', { deployment }));

  it('is written with the role that the account has for it, which stays when the stack goes', () => {
    const account = only('AWS::ApiGateway::Account');
    expect(flat(account.Properties.CloudWatchRoleArn)).toBe('<ApiLogRoleArn>');
    expect(stage.DependsOn).toContain(account.id);
    template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
    roles.hasResource('AWS::IAM::Role', {
      DeletionPolicy: 'Retain',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } },
          ],
        },
      },
    });
  });
});

describe('the web ACL', () => {
  it('is made only where the deployment asks for it', () => {
    fakeApi().template.resourceCountIs('AWS::WAFv2::WebACL', 0);
  });

  it('stands before the stage and shows nobody samples of headers', () => {
    const acl = only('AWS::WAFv2::WebACL');
    const { WebACLArn, ResourceArn } = only('AWS::WAFv2::WebACLAssociation').Properties;
    expect(flat(WebACLArn)).toBe(`<${acl.id}.Arn>`);
    expect(flat(ResourceArn)).toMatch(
      new RegExp(`/restapis/<${only('AWS::ApiGateway::RestApi').id}>/stages/<${stage.id}>$`),
    );
    expect(acl.Properties).toMatchObject({ Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
    const visibilities = [acl.Properties, ...acl.Properties.Rules].map(({ VisibilityConfig }) => VisibilityConfig);
    for (const visibility of visibilities) expect(visibility.SampledRequestsEnabled).toBe(false);
  });

  it('blocks an address that alone sends more than the API takes', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Rules: Match.arrayWith([
        Match.objectLike({
          Action: { Block: {} },
          Statement: { RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 300, Limit: 6000 } },
        }),
      ]),
    });
  });

  it('only counts what the common rules hold against bodies, which are prose, code and images here', () => {
    const { Rules: rules } = only('AWS::WAFv2::WebACL').Properties;
    const group = rules[1].Statement.ManagedRuleGroupStatement;
    expect(group).toMatchObject({ VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' });
    const overrides = group.RuleActionOverrides as { readonly Name: string; readonly ActionToUse: object }[];
    for (const { ActionToUse } of overrides) expect(ActionToUse).toEqual({ Count: {} });
    expect(overrides.map(({ Name }) => Name)).toEqual([
      'SizeRestrictions_BODY',
      'CrossSiteScripting_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'EC2MetaDataSSRF_BODY',
      'NoUserAgent_HEADER',
    ]);
  });
});
