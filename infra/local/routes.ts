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
      const parameters = matchPath(template, path);
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

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = segmentsOf(template);
  const given = segmentsOf(path);
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined ? segment !== value : value === '') return undefined;
    if (name !== undefined) parameters[name] = decode(value);
  }
  return parameters;
}

/**
 * As API Gateway and the functions themselves take a path: with or without one slash at its end, and in no other way
 * tidied. Two slashes have an empty segment between them, and `%2F` is part of one.
 */
function segmentsOf(path: string): string[] {
  return path.replace(/^\/|\/$/g, '').split('/');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
