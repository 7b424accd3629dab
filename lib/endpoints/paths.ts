import type { Endpoint, PathTemplate } from './row.ts';

/** The path of an endpoint in each dialect that it has one for, the service's own first. */
export function dialectPaths({ paths }: Pick<Endpoint, 'paths'>): readonly PathTemplate[] {
  return [paths.service, ...(paths.openai ? [paths.openai] : [])];
}

/** Every path that an endpoint is asked by: that of each dialect, and that of its page's files. */
export function servedPaths(row: Pick<Endpoint, 'paths' | 'page'>): readonly PathTemplate[] {
  return [...dialectPaths(row), ...(row.page ? [row.page.files] : [])];
}
