import type { Endpoint } from '../../lib/endpoints.ts';

/** Where a request goes: to an endpoint, or why to none. */
export type Route =
  | { readonly found: 'endpoint'; readonly endpoint: Endpoint; readonly parameters: Readonly<Record<string, string>> }
  | { readonly found: 'path'; readonly methods: readonly string[] }
  | { readonly found: 'nothing' };

/** Finds the endpoint of a method and path; literal segments go before `{parameters}`. */
export function routeTo(endpoints: readonly Endpoint[], method: string, path: string): Route {
  const matches = endpoints
    .map((endpoint) => ({ endpoint, parameters: matchPath(endpoint.path, path) }))
    .filter(
      (match): match is { endpoint: Endpoint; parameters: Record<string, string> } => match.parameters !== undefined,
    )
    .sort((a, b) => Object.keys(a.parameters).length - Object.keys(b.parameters).length);
  const match = matches.find(({ endpoint }) => endpoint.method === method);
  if (match) return { found: 'endpoint', ...match };
  if (matches.length === 0) return { found: 'nothing' };
  return { found: 'path', methods: [...new Set(matches.map(({ endpoint }) => endpoint.method))] };
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
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

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
