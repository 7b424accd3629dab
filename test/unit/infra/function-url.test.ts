import { describe, expect, it } from 'vitest';
import { dialectPaths, mainPath } from '../../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints, scheduledFunctions } from '../../../lib/endpoints/table.ts';
import { flat, type Resource, resourcesOf } from '../../support/fake-service.ts';
import { functionOf, type Synthesis, synthesize } from './synthesize.ts';

const origins = ['https://app.example.com', 'http://localhost:5173'];
const both = synthesize({ corsOrigins: origins, docs: 'public', playground: true });
const alone = synthesize({ corsOrigins: origins, frontDoors: 'urls' });
const open = synthesize({ auth: 'none', frontDoors: 'urls' });
const checked = synthesize({ auth: 'function', frontDoors: 'urls' });
const isOpen = ({ auth }: Endpoint) => auth !== 'caller';
/** Where `docs` is off, the OpenAPI document is for callers. */
const isOpenAlone = (row: Endpoint) => isOpen(row) && row.api !== 'docs';
const table: readonly Endpoint[] = endpoints;
const rows = table.filter(({ page }) => page === undefined).map((row) => [row.name, row] as const);
const signed = rows.filter(([, row]) => !isOpen(row));

/** The URLs and the permissions of a row's function. */
function urlOf(synthesis: Synthesis, name: string) {
  const { template, id } = functionOf(synthesis, name);
  const ofFunction = (type: string, property: string) =>
    Object.entries(resourcesOf(template, type)).filter(
      ([, { Properties }]) => flat(Properties[property]) === `<${id}.Arn>`,
    );
  const [[urlId = '', url] = []] = ofFunction('AWS::Lambda::Url', 'TargetFunctionArn');
  const permissions = ofFunction('AWS::Lambda::Permission', 'FunctionName').map(([, { Properties }]) => Properties);
  const output = Object.values(
    (template.toJSON().Outputs ?? {}) as Record<string, { Value: unknown; Description: string }>,
  ).find(({ Value }) => flat(Value).startsWith(`<${urlId}.FunctionUrl>`));
  return { url: url?.Properties as Resource['Properties'], permissions, output, value: flat(output?.Value), urlId };
}

const isWebhook = ({ access }: Endpoint) => access.webhookSecret === true;

describe.each(rows)('the URL of %s, where there are URLs alone', (name, row) => {
  const { url, permissions, output, value, urlId } = urlOf(alone, name);
  const principal = isOpenAlone(row) ? '*' : { Ref: 'AWS::AccountId' };

  it('streams', () => {
    expect(url).toMatchObject({ InvokeMode: 'RESPONSE_STREAM' });
  });

  it('takes signed requests alone, unless OpenAI sends them or anybody may read', () => {
    expect(url.AuthType).toBe(isOpenAlone(row) ? 'NONE' : 'AWS_IAM');
  });

  it('may be called with both permissions, and the function in no other way', () => {
    expect(permissions).toHaveLength(2);
    expect(permissions).toContainEqual(
      expect.objectContaining({
        Action: 'lambda:InvokeFunctionUrl',
        FunctionUrlAuthType: url.AuthType,
        Principal: principal,
      }),
    );
    expect(permissions).toContainEqual(
      expect.objectContaining({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, Principal: principal }),
    );
  });

  it('lets pages of the named origins call with its method, unless only OpenAI calls', () => {
    if (isWebhook(row)) {
      expect(url.Cors).toBeUndefined();
      return;
    }
    expect(url.Cors).toMatchObject({ AllowOrigins: origins, AllowMethods: [row.method], ExposeHeaders: ['*'] });
    expect(url.Cors.AllowHeaders).toEqual(expect.arrayContaining(['content-type', 'authorization', 'x-amz-date']));
    expect(url.Cors.AllowCredentials).toBeUndefined();
  });

  it('is an output, with its path after it, and its method and all of its paths beside it', () => {
    expect(value).toBe(`<${urlId}.FunctionUrl>${mainPath(row.paths).slice(1)}`);
    expect(output?.Description).toBe(`${row.method} ${dialectPaths(row).join(' or ')}: ${row.summary}`);
  });

  it('is open to everyone where the deployment says so', () => {
    const { url, permissions } = urlOf(open, name);
    expect(url.AuthType).toBe('NONE');
    expect(permissions.map(({ Principal }) => Principal)).toEqual(['*', '*']);
  });

  it('knows nothing of other origins where none is named', () => {
    expect(urlOf(open, name).url.Cors).toBeUndefined();
  });
});

describe('beside API Gateway', () => {
  const urls = (synthesis: Synthesis) =>
    [...synthesis.templates.values()].flatMap((template) => Object.values(resourcesOf(template, 'AWS::Lambda::Url')));
  const everybody = (synthesis: Synthesis) =>
    [...synthesis.templates.values()]
      .flatMap((template) => Object.values(resourcesOf(template, 'AWS::Lambda::Permission')))
      .filter(({ Properties }) => Properties.Principal === '*');

  it.each(signed)('the URL of %s takes signed requests', (name) => {
    expect(urlOf(both, name).url.AuthType).toBe('AWS_IAM');
  });

  it.each(table.filter(isOpen).map(({ name }) => name))('%s has no URL, since it would be open', (name) => {
    const { url, permissions, output } = urlOf(both, name);
    expect([url, output, permissions]).toEqual([undefined, undefined, []]);
  });

  it.each([
    {},
    { auth: 'none' },
    { auth: 'none', apiAuth: 'none' },
    { docs: 'public', playground: true, apiAuth: 'iam' },
  ])('no URL is open, and nobody is permitted what API Gateway throttles (%j)', (service) => {
    const synthesis = synthesize({ frontDoors: 'both', ...service });
    expect(urls(synthesis).filter(({ Properties }) => Properties.AuthType !== 'AWS_IAM')).toEqual([]);
    expect(everybody(synthesis)).toEqual([]);
  });

  it('a URL takes signed requests for the OpenAPI document, unless that is public', () => {
    expect(urlOf(synthesize(), 'get-openapi').url.AuthType).toBe('AWS_IAM');
  });

  it('a deployment that would open them is told that there are none, and why', () => {
    const { app, templates } = synthesize({ frontDoors: 'both', auth: 'none' });
    expect(urls({ app, templates, nested: new Map(), findings: [] })).toEqual([]);
    const warnings = app.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => /warning/.test(type)));
    expect(JSON.stringify(warnings)).toMatch(/No function gets a URL: auth .* past the throttle/);
  });
});

describe('URLs', () => {
  it.each(scheduledFunctions.map(({ name }) => name))('are none of the scheduled function %s', (name) => {
    const { url, permissions } = urlOf(both, name);
    expect(url).toBeUndefined();
    expect(permissions).toEqual([]);
  });

  it('are none where API Gateway is the only front door', () => {
    const { templates } = synthesize({ frontDoors: 'api' });
    const urls = [...templates.values()].flatMap((template) => Object.keys(resourcesOf(template, 'AWS::Lambda::Url')));
    expect(urls).toEqual([]);
    expect([...templates.keys()]).toContain('Api');
  });

  it.each(signed)(
    'are open where the function of %s checks the caller itself, and where callers call alone',
    (name) => {
      const { url, permissions } = urlOf(checked, name);
      expect(url.AuthType).toBe('NONE');
      expect(permissions.map(({ Principal }) => Principal)).toEqual(['*', '*']);
      const { ACCESS_MODES } = functionOf(checked, name).properties.Environment.Variables;
      expect(ACCESS_MODES).toBe('bearer');
    },
  );

  it('are the only front door where API Gateway is not wanted', () => {
    expect([...open.templates.keys()]).not.toContain('Api');
  });
});
