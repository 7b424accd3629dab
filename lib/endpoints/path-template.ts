/** A resource of API Gateway's, which a path was matched with, and the parameters found in that path. */
export interface MatchedResource {
  readonly template: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The parameters of a path by its template: `{id}` takes one segment, percent-decoded. `undefined` where the path is
 * another one. A parameter that is not valid percent-encoding makes it another one too, unless it is to be kept as it is.
 * Like API Gateway it takes a path with or without one slash at its end.
 */
export function matchPath(
  template: string,
  path: string,
  undecodable: 'refused' | 'kept' = 'refused',
): Readonly<Record<string, string>> | undefined {
  const wanted = segmentsOf(template);
  const given = segmentsOf(path);
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) {
      if (segment !== value) return undefined;
      continue;
    }
    const decoded = decode(value) ?? (undecodable === 'kept' ? value : undefined);
    if (!decoded) return undefined;
    parameters[name] = decoded;
  }
  return parameters;
}

/**
 * The same of what API Gateway has matched: `undefined` where it has matched another template, or lacks a parameter. A value that
 * is not valid percent-encoding is taken as it is.
 */
export function matchResource(
  template: string,
  resource: MatchedResource | undefined,
): Readonly<Record<string, string>> | undefined {
  if (!resource || (resource.template ?? template) !== template) return undefined;
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  if (names.length === 0 && resource.template === undefined) return undefined;
  const parameters: Record<string, string> = {};
  for (const name of names) {
    const value = resource.parameters[name];
    if (!value) return undefined;
    parameters[name] = decode(value) ?? value;
  }
  return parameters;
}

/** What a path has before its template: `/prod` of `/prod/api/health`. Empty where it is another path. */
export function basePathOf(template: string, path: string): string {
  const given = segmentsOf(path);
  const base = given.slice(0, -segmentsOf(template).length);
  const rest = given.slice(base.length).join('/');
  return base.length > 0 && matchPath(template, rest) ? `/${base.join('/')}` : '';
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\/|\/$/g, '').split('/');
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
