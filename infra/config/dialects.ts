import { dialectOfPath, dialectPaths } from '../../lib/endpoints/paths.ts';
import type { Dialect, Endpoint, PathTemplate } from '../../lib/endpoints/row.ts';

/** Those that a deployment may have: the service's own below `/api`, OpenAI's below `/v1`. */
export const dialects = ['service', 'openai'] as const satisfies readonly Dialect[];

/** A path of a deployment, and the dialect that it speaks. */
export interface DialectPath {
  readonly dialect: Dialect;
  readonly path: PathTemplate;
}

/** The paths of a row in these dialects, other spellings last. What is no caller's own (webhooks, pages, the OpenAPI document) belongs to no dialect, and keeps its path. */
export function deployedPaths(row: Endpoint, chosen: readonly Dialect[]): DialectPath[] {
  return dialectPaths(row)
    .map((path): DialectPath => ({ dialect: dialectOfPath(path), path }))
    .filter(({ dialect }) => chosen.includes(dialect) || (dialect === 'service' && row.auth !== 'caller'));
}
