import { describe, expect, it } from 'vitest';
import { type Endpoint, endpoints, scheduledFunctions } from '../../lib/endpoints.ts';
import { flat, type Resource, resourcesOf } from './fake-service.ts';
import { functionOf, type Synthesis, synthesize } from './synthesize.ts';

const origins = ['https://app.example.com', 'http://localhost:5173'];
const service = synthesize({ corsOrigins: origins, playground: true });
const open = synthesize({ auth: 'none', frontDoors: 'urls', playground: true });
const rows = (endpoints as readonly Endpoint[]).map((row) => [row.name, row] as const);

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
    template.toJSON().Outputs as Record<string, { Value: unknown; Description: string }>,
  ).find(({ Value }) => flat(Value).startsWith(`<${urlId}.FunctionUrl>`));
  return { url: url?.Properties as Resource['Properties'], permissions, output, value: flat(output?.Value), urlId };
}

const isWebhook = ({ access }: Endpoint) => access.webhookSecret === true;
const isOpen = (row: Endpoint) => isWebhook(row) || row.isPublic === true;

describe.each(rows)('the URL of %s', (name, row) => {
  const { url, permissions, output, value, urlId } = urlOf(service, name);
  const principal = isOpen(row) ? '*' : { Ref: 'AWS::AccountId' };

  it('streams', () => {
    expect(url).toMatchObject({ InvokeMode: 'RESPONSE_STREAM' });
  });

  it('takes signed requests alone, unless OpenAI sends them or anybody may read', () => {
    expect(url.AuthType).toBe(isOpen(row) ? 'NONE' : 'AWS_IAM');
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

  it('is an output, with its path behind it and its method beside it', () => {
    expect(value).toBe(`<${urlId}.FunctionUrl>${row.path.slice(1)}`);
    expect(output?.Description).toBe(`${row.method} ${row.path}: ${row.summary}`);
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

describe('URLs', () => {
  it.each(scheduledFunctions.map(({ name }) => name))('are none of the scheduled function %s', (name) => {
    const { url, permissions } = urlOf(service, name);
    expect(url).toBeUndefined();
    expect(permissions).toEqual([]);
  });

  it('are none where API Gateway is the only front door', () => {
    const { templates } = synthesize({ frontDoors: 'api' });
    const urls = [...templates.values()].flatMap((template) => Object.keys(resourcesOf(template, 'AWS::Lambda::Url')));
    expect(urls).toEqual([]);
    expect([...templates.keys()]).toContain('Api');
  });

  it('are the only front door where API Gateway is not wanted', () => {
    expect([...open.templates.keys()]).not.toContain('Api');
  });
});
