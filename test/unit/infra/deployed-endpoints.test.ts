import { describe, expect, it } from 'vitest';
import { type Endpoint, endpoints } from '../../../lib/endpoints/table.ts';
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
    [{ docs: 'on' }, 'show-api-docs', 'docs to off'],
    [{ playground: true }, 'show-playground', 'playground to false'],
    [{ docs: 'on', playground: true }, 'show-api-docs and show-playground', 'docs to off and playground to false'],
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
    const { templates } = synthesize({ frontDoors, docs: 'on', playground: true });
    const api = JSON.stringify(templates.get('Api')?.toJSON());
    for (const { name } of pages) expect(api).toContain(`"OperationName":"${name}"`);
  });
});
