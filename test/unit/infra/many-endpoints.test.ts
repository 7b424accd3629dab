import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { endpointNamed } from '../../../lib/endpoints/endpoint-named.ts';
import type { Endpoint } from '../../../lib/endpoints/table.ts';
import { resourcesOf } from '../../support/fake-service.ts';
import { fakeApi } from './fake-api.ts';
import { synthesize } from './synthesize.ts';

/** Of a stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST = { Resources: 500, Outputs: 200, Parameters: 200 };
/** Of a REST API: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MOST_PATHS = 300;

const ROWS = 120;
const APIS = 12;
const first = endpointNamed('create-text');

/** The rows of `APIS` made-up APIs, each with the same endpoints: `below` is their paths below that of the API. */
function rowsBelow(below: readonly (readonly [Endpoint['method'], string])[]): Endpoint[] {
  return Array.from({ length: APIS }, (_, index) => `x${index}`).flatMap((api) =>
    below.map(([method, path], index) => {
      const service = `/api/${api}${path}` as const;
      const paths = { service, openai: `/v1/${api}${path}` as const };
      const name = `${api}-operation-${index}`;
      return { ...first, name, api: api as Endpoint['api'], method, paths };
    }),
  );
}

const tables = {
  'as APIs are: collections, members and what is below them': rowsBelow([
    ['GET', ''],
    ['POST', ''],
    ['GET', '/{id}'],
    ['POST', '/{id}'],
    ['DELETE', '/{id}'],
    ['POST', '/{id}/cancel'],
    ['GET', '/{id}/items'],
    ['POST', '/{id}/items'],
    ['GET', '/{id}/items/{item}'],
    ['DELETE', '/{id}/items/{item}'],
  ]),
  'at the worst: no two on the same path': rowsBelow(
    Array.from(
      { length: ROWS / APIS },
      (_, index) => ['POST', index === 0 ? '/{id}' : `/{id}/action-${index}`] as const,
    ),
  ),
};

/** With everything that costs a resource for each function or path. */
const service = { corsOrigins: ['https://app.example.com'], waf: true };

describe.each(Object.entries(tables))('a table of 120 endpoints with two paths each, %s', (_, rows) => {
  const { templates, nested, findings } = synthesize(service, { endpoints: rows });
  const all = new Map([...templates, ...nested]);
  const count = (template: Template, part: keyof typeof MOST) => Object.keys(template.toJSON()[part] ?? {}).length;

  it('has 120 rows', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(ROWS);
  });

  it.each(Object.entries(MOST))('has fewer %s in each stack than CloudFormation takes', (part, most) => {
    const counts = [...all].map(([id, template]) => [id, count(template, part as keyof typeof MOST)] as const);
    expect(counts.filter(([, found]) => found >= most)).toEqual([]);
  });

  it('exports nothing', () => {
    const exported = [...all].filter(([, template]) => JSON.stringify(template.toJSON()).includes('"Export"'));
    expect(exported.map(([id]) => id)).toEqual([]);
  });

  it('has fewer path parts than API Gateway takes', () => {
    const parts = [...all.values()].flatMap((template) =>
      Object.keys(resourcesOf(template, 'AWS::ApiGateway::Resource')),
    );
    expect(parts.length).toBeGreaterThan(100);
    expect(parts.length).toBeLessThan(MOST_PATHS);
  });

  it('leaves cdk-nag nothing to find', () => {
    expect(findings).toEqual([]);
  });
});

describe('an endpoint with a path in each dialect', () => {
  const [row] = rowsBelow([['POST', '/{id}/search']]) as [Endpoint];
  const options = { corsOrigins: ['https://app.example.com'], apiAuth: 'iam' };
  const { template, methods } = fakeApi(options, [row]);

  it('answers on both by one function, streamed, for the same callers', () => {
    const [own, openai] = [methods['POST /api/x0/{id}/search'], methods['POST /v1/x0/{id}/search']];
    expect(own.Integration).toMatchObject({ ResponseTransferMode: 'STREAM', TimeoutInMillis: 300_000 });
    const { OperationName: operation, ResourceId: _resource, ...rest } = openai;
    expect(own).toMatchObject(rest);
    expect(operation).toBe('x0-operation-0-openai');
    expect(openai.RequestParameters).toEqual({ 'method.request.path.id': true });
  });

  it('lets the API invoke it by these two, and answers preflights of both', () => {
    const permissions = Object.values(resourcesOf(template, 'AWS::Lambda::Permission')).map(({ Properties }) =>
      JSON.stringify(Properties.SourceArn).replace(/.*"\/(POST\/.*?)".*/, '$1'),
    );
    expect(permissions.sort()).toEqual(['POST/api/x0/*/search', 'POST/v1/x0/*/search']);
    expect(Object.keys(methods)).toEqual(
      expect.arrayContaining(['OPTIONS /api/x0/{id}/search', 'OPTIONS /v1/x0/{id}/search']),
    );
  });

  it('answers on other spellings as well, each in the tree of its dialect', () => {
    const aliases = ['/api/x0/{id}/find-all', '/v1/x0/{id}/find-all', '/v1/x0/{id}/find_all'] as const;
    const { methods: made, stack } = fakeApi({}, [{ ...row, paths: { ...row.paths, aliases } }]);
    const names = Object.fromEntries(Object.entries(made).map(([key, method]) => [key, method.OperationName]));
    expect(names).toEqual({
      'POST /api/x0/{id}/search': 'x0-operation-0',
      'POST /v1/x0/{id}/search': 'x0-operation-0-openai',
      'POST /api/x0/{id}/find-all': 'x0-operation-0-service-2',
      'POST /v1/x0/{id}/find-all': 'x0-operation-0-openai-2',
      'POST /v1/x0/{id}/find_all': 'x0-operation-0-openai-3',
    });
    const ownParts = Object.values(resourcesOf(Template.fromStack(stack), 'AWS::ApiGateway::Resource'));
    expect(ownParts.map(({ Properties }) => Properties.PathPart).sort()).toEqual([
      'api',
      'find-all',
      'search',
      'x0',
      '{id}',
    ]);
    const chosen = fakeApi({ dialects: ['service'] }, [{ ...row, paths: { ...row.paths, aliases } }]);
    expect(Object.keys(chosen.methods).sort()).toEqual(['POST /api/x0/{id}/find-all', 'POST /api/x0/{id}/search']);
  });

  it('has one function URL, whose output tells both paths', () => {
    const { templates } = synthesize({ frontDoors: 'urls' }, { endpoints: [row] });
    const output = templates.get('FunctionsX0')?.findOutputs('UrlX0Operation0').UrlX0Operation0;
    expect(output?.Description).toMatch(/^POST \/api\/x0\/\{id\}\/search or \/v1\/x0\/\{id\}\/search: /);
    expect(JSON.stringify(output?.Value)).toContain('"api/x0/{id}/search"');
  });

  it('tells the base URL for OpenAI’s clients, and what signed callers need', () => {
    const { OpenaiBaseUrl, OpenaiInvokeArn, InvokeArn } = template.findOutputs('*');
    expect(JSON.stringify(OpenaiBaseUrl?.Value)).toContain('/v1"');
    expect(JSON.stringify(OpenaiInvokeArn?.Value)).toContain('/*/v1/*');
    expect(JSON.stringify(InvokeArn?.Value)).toContain('/*/api/*');
    const { Outputs } = fakeApi({ dialects: ['service'], apiAuth: 'iam' }, [row]).template.toJSON();
    expect(Object.keys(Outputs).filter((name) => name.startsWith('Openai'))).toEqual([]);
  });

  it.each([
    ['service', ['POST /api/x0/{id}/search']],
    ['openai', ['POST /v1/x0/{id}/search']],
  ])('has the path of the one dialect that a deployment has: %s', (dialect, expected) => {
    const found = fakeApi({ dialects: [dialect] }, [row]);
    expect(Object.keys(found.methods)).toEqual(expected);
  });

  it('goes out with a deployment of the API that waits for it, and is another one where a path has changed', () => {
    const deploymentOf = (endpoints: readonly Endpoint[]) => {
      const template = synthesize({}, { endpoints }).templates.get('Api') as Template;
      return Object.entries(resourcesOf(template, 'AWS::ApiGateway::Deployment'))[0];
    };
    const [id, { DependsOn = [] } = {}] = deploymentOf([row]) ?? [];
    expect(DependsOn).toContainEqual(expect.stringMatching(/^OpenaiPathsNestedStack/));
    const changed = { ...row, paths: { ...row.paths, openai: '/v1/x0/{id}/find' as const } };
    expect(deploymentOf([changed])?.[0]).not.toBe(id);
  });
});
