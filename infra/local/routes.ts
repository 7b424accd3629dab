import { matchPath } from '../../lib/endpoints/path-template.ts';
import { servedPaths } from '../../lib/endpoints/paths.ts';
import type { Endpoint } from '../../lib/endpoints/table.ts';

/** Where a request goes: to an endpoint, or why to none. */
export type Route =
  | {
      readonly found: 'endpoint';
      readonly endpoint: Endpoint;
      /** The one of the endpoint's path templates that the path is of. */
      readonly template: string;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly found: 'path'; readonly methods: readonly string[] }
  | { readonly found: 'nothing' };

/**
 * Finds the endpoint of a method and path, whichever of the endpoint's paths it is, as API Gateway does: first the path's template, literal segments before
 * `{parameters}` from left to right, and only then a method of that one template.
 */
export function routeTo(endpoints: readonly Endpoint[], method: string, path: string): Route {
  const matches = endpoints.flatMap((endpoint) =>
    servedPaths(endpoint).flatMap((template) => {
      const parameters = matchPath(template, path, 'kept');
      return parameters ? [{ endpoint, template, parameters }] : [];
    }),
  );
  // `{` sorts after every character of a literal segment.
  const [first] = matches.map(({ template }) => template).toSorted();
  if (first === undefined) return { found: 'nothing' };
  const candidates = matches.filter(({ template }) => template === first);
  const match = candidates.find(({ endpoint }) => endpoint.method === method);
  if (match) return { found: 'endpoint', ...match };
  return { found: 'path', methods: candidates.map(({ endpoint }) => endpoint.method) };
}
