import { describe, expect, it } from 'vitest';
import { type Endpoint, endpoints, scheduledFunctions } from '../../../lib/endpoints/table.ts';
import { resourcesOf } from '../../support/fake-service.ts';
import { functionOf, synthesize } from './synthesize.ts';

const table: readonly Endpoint[] = endpoints;
const pages = table.filter(({ page }) => page !== undefined);

describe('a page', () => {
  // Made once for all pages: each takes half a second.
  const withoutPages = [{}, { frontDoors: 'api' }, { frontDoors: 'urls' }].map((service) => synthesize(service));

  it.each(pages.map(({ name }) => name))('is not deployed unless it is asked for: %s', (name) => {
    for (const service of withoutPages) {
      expect(() => functionOf(service, name)).toThrow(`No function is named openai-responses-dev-${name}`);
    }
  });

  it.each([
    [{ docs: 'public' }, 'show-api-docs', 'docs to off'],
    [{ docs: 'callers' }, 'show-api-docs', 'docs to off'],
    [{ docs: 'public', playground: true }, 'show-api-docs and show-playground', 'docs to off and playground to false'],
  ])('is refused over function URLs, which none can work over (%j)', (service, names, setting) => {
    expect(() => synthesize({ frontDoors: 'urls', ...service })).toThrow(
      new RegExp(
        `^frontDoors "urls" has no place for ${names}: a function URL leads to one function alone.* Set frontDoors to both or api, or ${setting}\\.$`,
      ),
    );
  });

  it('is refused there as well where the table has no key for it', () => {
    const fixed = table.map(({ optional: _, ...row }) => row).filter(({ name }) => name !== 'show-playground');
    expect(() => synthesize({ frontDoors: 'urls' }, { endpoints: fixed })).toThrow(
      /no place for show-api-docs: .* Set frontDoors to both or api\.$/,
    );
  });

  it.each(['both', 'api'])('has a route of API Gateway with frontDoors %s', (frontDoors) => {
    const { templates } = synthesize({ frontDoors, docs: 'public', playground: true });
    const api = JSON.stringify(templates.get('Api')?.toJSON());
    for (const { name } of pages) expect(api).toContain(`"OperationName":"${name}"`);
  });
});

describe('a deployment that chooses', () => {
  const functionsOf = (service: Readonly<Record<string, unknown>>) =>
    [...synthesize(service).templates.values()]
      .flatMap((template) => Object.values(resourcesOf(template, 'AWS::Lambda::Function')))
      .map(({ Properties }) => String(Properties.FunctionName).replace('openai-responses-dev-', ''))
      .sort();
  const scheduled = scheduledFunctions.map(({ name }) => name);
  const namesOf = (rows: readonly Endpoint[]) => rows.map(({ name }) => name);
  const fixed = table.filter(({ optional }) => optional === undefined);

  it('has all APIs where it names none', () => {
    expect(functionsOf({})).toEqual([...namesOf(fixed), ...scheduled].sort());
  });

  it.each([[['responses']], [['service', 'webhooks']]])('has the APIs %j, and what schedules invoke', (apis) => {
    const chosen = namesOf(fixed.filter(({ api }) => apis.includes(api)));
    expect(chosen.length).toBeGreaterThan(0);
    expect(functionsOf({ apis })).toEqual([...chosen, ...scheduled].sort());
  });

  it('has no alarm, route or URL of an API that it leaves out', () => {
    const { templates } = synthesize({ apis: ['service'] });
    const all = JSON.stringify([...templates.values()].map((template) => template.toJSON()));
    expect(all).toContain('openai-responses-dev-health');
    expect(all).not.toContain('create-text');
    expect([...templates.keys()]).not.toContain('FunctionsResponses');
  });

  it('has of one dialect the endpoints that speak it, and those that anybody may ask', () => {
    const open = fixed.filter(({ auth }) => auth !== 'caller');
    const called = fixed.filter(({ auth }) => auth === 'caller');
    for (const dialect of ['service', 'openai'] as const) {
      const speaking = called.filter(({ paths }) => paths[dialect] !== undefined);
      expect(speaking.length).toBeGreaterThan(5);
      expect(speaking.length).toBeLessThan(called.length);
      expect(functionsOf({ dialects: [dialect] })).toEqual([...namesOf([...speaking, ...open]), ...scheduled].sort());
    }
  });

  it('is refused where that leaves no endpoint', () => {
    expect(() =>
      synthesize(
        { apis: ['responses', 'service'], dialects: ['openai'] },
        { endpoints: fixed.filter(({ paths }) => !paths.openai).slice(0, 2) },
      ),
    ).toThrow(/^No endpoint is left: none of responses, service has a path in the dialects openai/);
  });

  it('is refused over a name that is none, with those that are', () => {
    const apis = [...new Set(table.map(({ api }) => api))].join(', ');
    expect(() => synthesize({ apis: ['respones'], dialects: ['open-ai'] })).toThrow(
      `apis.0 wants one of ${apis}; dialects.0 wants one of service, openai.`,
    );
  });
});
