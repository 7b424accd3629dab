import type { Dialect, Endpoint, Paths, PathTemplate } from './row.ts';

/** What OpenAI's paths begin with. */
const OPENAI_ROOT = '/v1/';

/** The path by which an endpoint is known: the service's own, else OpenAI's. */
export function mainPath({ service, openai }: Paths): PathTemplate {
  const path = service ?? openai;
  if (path === undefined) throw new Error('The row has no path');
  return path;
}

/** The path of an endpoint in each dialect that it has one for, the service's own first, and their other spellings. */
export function dialectPaths({ paths }: Pick<Endpoint, 'paths'>): readonly PathTemplate[] {
  const { service, openai, aliases = [] } = paths;
  return [...(service ? [service] : []), ...(openai ? [openai] : []), ...aliases];
}

/** Every path that an endpoint is asked by: that of each dialect, and that of its page's files. */
export function servedPaths(row: Pick<Endpoint, 'paths' | 'page'>): readonly PathTemplate[] {
  return [...dialectPaths(row), ...(row.page ? [row.page.files] : [])];
}

/** The dialect of a path, or of a path template. */
export function dialectOfPath(path: string): Dialect {
  return path.startsWith(OPENAI_ROOT) || path === '/v1' ? 'openai' : 'service';
}

/** The dialect in which a row is asked: by the path, where it speaks both; `resource` is the template that API Gateway has matched. */
export function dialectOf({ paths }: Pick<Endpoint, 'paths'>, path: string, resource?: string): Dialect {
  if (paths.openai === undefined) return 'service';
  if (paths.service === undefined) return 'openai';
  return dialectOfPath(resource ?? path);
}
