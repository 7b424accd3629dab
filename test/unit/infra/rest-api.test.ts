import { describe, expect, it } from 'vitest';
import { ApiStack } from '../../../infra/stacks/api-stack.ts';
import { dialectPaths, mainPath } from '../../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints } from '../../../lib/endpoints/table.ts';
import { fakeService, flat, resourcesOf } from '../../support/fake-service.ts';
import { fakeApi, keyOf, routes } from './fake-api.ts';

/** Of a regional endpoint: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html */
const IDLE_SECONDS = 300;

/** What answers with events as well, where the query asks for them in OpenAI's dialect; for JSON it waits a minute. */
const streamsByQuery = ['retrieve-response'];

const { template, methods } = fakeApi();
const rows: readonly Endpoint[] = endpoints;

describe.each(routes)('the method of $name at $path', (row) => {
  const { path } = row;
  const { Integration: integration, ...method } = methods[keyOf(row)];

  it('streams its own function', () => {
    expect(integration).toMatchObject({
      Type: 'AWS_PROXY',
      ResponseTransferMode: 'STREAM',
      IntegrationHttpMethod: 'POST',
    });
    expect(flat(integration.Uri)).toMatch(
      new RegExp(
        `:apigateway:<AWS::Region>:lambda:path/2021-11-15/functions/arn:.*:function:fake-${row.name}/response-streaming-invocations$`,
      ),
    );
  });

  it('waits for a cold start and all of the function’s time, within what API Gateway streams', () => {
    expect(integration.TimeoutInMillis).toBe(Math.min(row.timeoutSeconds + 10, 900) * 1000);
  });

  it('lets the function say that it ran out of time, before API Gateway takes its silence for an end', () => {
    // Streams send a comment every 15 s; JSON comes in one piece. A cold start of 10 s counts for API Gateway alone.
    if (row.responds === 'json' && !streamsByQuery.includes(row.name))
      expect(row.timeoutSeconds + 10).toBeLessThanOrEqual(IDLE_SECONDS);
  });

  it('may invoke the function, and nothing else of the API may', () => {
    const wanted = `>/${row.method}${path.replace(/\{\w+\}/g, '*')}`;
    const permissions = Object.values(resourcesOf(template, 'AWS::Lambda::Permission'))
      .map(({ Properties }) => Properties)
      .filter(({ FunctionName }) => flat(FunctionName).endsWith(`:function:fake-${row.name}`))
      .filter(({ SourceArn }) => flat(SourceArn).endsWith(wanted));
    expect(permissions).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' }),
    ]);
    expect(flat(permissions[0].SourceArn)).toMatch(
      /^arn:.*:execute-api:<AWS::Region>:<AWS::AccountId>:<Api\w+>\/<Api\w+>\/\w+/,
    );
  });

  it('is guarded as the row says', () => {
    const guards = Object.keys(resourcesOf(template, 'AWS::ApiGateway::RequestValidator'));
    const models = Object.keys(resourcesOf(template, 'AWS::ApiGateway::Model'));
    expect(guards).toContain(flat(method.RequestValidatorId).slice(1, -1));
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [`method.request.path.${name}`, true]);
    expect(method.RequestParameters).toEqual(Object.fromEntries(parameters));
    expect(method.RequestModels).toEqual(row.takes === 'json' ? { 'application/json': { Ref: models[0] } } : undefined);
  });
});

describe('the REST API', () => {
  it('has a method for each row, and no other', () => {
    expect(Object.keys(methods).sort()).toEqual(routes.map(keyOf).sort());
  });

  it.each(rows)('tells the URL of $name', (row) => {
    const urls = Object.values(template.findOutputs('*')).filter(({ Description }) =>
      Description?.endsWith(row.summary),
    );
    const url = urls.map(({ Value }) => flat(Value)).join();
    const stage = /^https:\/\/<Api\w+>\.execute-api\.<AWS::Region>\.<AWS::URLSuffix>\/<ApiDeploymentStage\w+>/;
    expect(url.replace(stage, '')).toBe(mainPath(row.paths));
    expect(url).toMatch(stage);
  });

  it('is regional, and takes JSON as text and uploads as base64', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      Name: 'openai-responses-dev-api',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      BinaryMediaTypes: ['multipart/form-data', 'application/octet-stream'],
    });
  });

  it('checks bodies and parameters, and asks of a body that it is an object', () => {
    template.resourceCountIs('AWS::ApiGateway::RequestValidator', 1);
    template.hasResourceProperties('AWS::ApiGateway::RequestValidator', {
      ValidateRequestBody: true,
      ValidateRequestParameters: true,
    });
    template.hasResourceProperties('AWS::ApiGateway::Model', {
      ContentType: 'application/json',
      Schema: { type: 'object' },
    });
  });

  it('serves whatever rows it is given', () => {
    const row: Endpoint = {
      name: 'edit-video',
      api: 'responses',
      method: 'POST',
      paths: { service: '/api/videos/{video}/edits/{edit}' },
      takes: 'nothing',
      responds: 'sse',
      auth: 'caller',
      timeoutSeconds: 900,
      memoryMiB: 256,
      access: { openai: true },
      errors: ['openai'],
      summary: 'A row of a later release',
    };
    const given = fakeApi({}, [row]);
    expect(Object.keys(given.methods)).toEqual(['POST /api/videos/{video}/edits/{edit}']);
    expect(given.methods['POST /api/videos/{video}/edits/{edit}'].RequestParameters).toEqual({
      'method.request.path.video': true,
      'method.request.path.edit': true,
    });
  });

  it('has a method for each path of a row, guarded alike, and a preflight for each', () => {
    const row: Endpoint = {
      ...(endpoints[0] as Endpoint),
      method: 'PATCH',
      paths: { service: '/api/stores/{id}/search', openai: '/v1/stores/{id}/search' },
    };
    const { methods: made } = fakeApi({ corsOrigins: ['https://a.example'] }, [row]);
    expect(Object.keys(made).sort()).toEqual([
      'OPTIONS /api/stores/{id}/search',
      'OPTIONS /v1/stores/{id}/search',
      'PATCH /api/stores/{id}/search',
      'PATCH /v1/stores/{id}/search',
    ]);
    const [own, openai] = dialectPaths(row).map((path) => made[`PATCH ${path}`]);
    expect(openai.RequestParameters).toEqual({ 'method.request.path.id': true });
    expect(openai.Integration).toEqual(own.Integration);
  });

  it('says which row has no function', () => {
    const { app, deployment, functions } = fakeService();
    const without = new Map([...functions].filter(([name]) => name !== 'compact-response'));
    expect(() => new ApiStack(app, 'Api', { deployment, functions: without })).toThrow(
      'There is no function for the row compact-response',
    );
  });
});

describe('pages of other origins', () => {
  const pages = fakeApi({ corsOrigins: ['https://a.example', 'https://b.example'] });
  const preflights = Object.entries(pages.methods).filter(([key]) => key.startsWith('OPTIONS '));

  it('get no answer to a preflight where the deployment names none', () => {
    expect(Object.keys(methods).filter((key) => key.startsWith('OPTIONS '))).toEqual([]);
  });

  it('get one for every path but the webhook’s', () => {
    const called = rows.filter(({ auth }) => auth !== 'openai-signature');
    const paths = new Set(called.flatMap((row) => dialectPaths(row)).map((path) => `OPTIONS ${path}`));
    expect(preflights.map(([key]) => key).sort()).toEqual([...paths].sort());
  });

  it.each(preflights)('learn of %s which methods it takes, and need no key to', (key, method) => {
    const taken = rows
      .filter((row) => dialectPaths(row).some((path) => key === `OPTIONS ${path}`))
      .map((row) => row.method);
    const [{ ResponseParameters: headers, ResponseTemplates: templates }] = method.Integration.IntegrationResponses;
    expect(headers['method.response.header.Access-Control-Allow-Methods']).toBe(`'${[...taken, 'OPTIONS'].join(',')}'`);
    expect(headers['method.response.header.Access-Control-Allow-Headers']).toMatch(
      /Content-Type,X-Api-Key,Authorization/,
    );
    expect(headers['method.response.header.Access-Control-Allow-Origin']).toBe("'https://a.example'");
    expect(templates['application/json']).toContain('https://b.example');
    expect(method).toMatchObject({ ApiKeyRequired: false, AuthorizationType: 'NONE' });
  });
});
