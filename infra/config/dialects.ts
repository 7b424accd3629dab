import type { Endpoint } from '../../lib/endpoints/table.ts';

/** Whose paths, bodies and errors an endpoint speaks: the service's own below `/api`, OpenAI's below `/v1`. */
export const dialects = ['service', 'openai'] as const;

/** One of them. */
export type Dialect = (typeof dialects)[number];

/** A path of a deployment, and the dialect that it speaks. */
export interface DialectPath {
  readonly dialect: Dialect;
  readonly path: `/${string}`;
}

/** The paths of a row in these dialects. What is no caller's own (webhooks, pages, the OpenAPI document) belongs to no dialect, and keeps its path. */
export function deployedPaths(row: Endpoint, chosen: readonly Dialect[]): DialectPath[] {
  const paths: Readonly<Partial<Record<Dialect, `/${string}`>>> = row.paths;
  return dialects.flatMap((dialect) => {
    const path = paths[dialect];
    const isWanted = chosen.includes(dialect) || (dialect === 'service' && row.auth !== 'caller');
    return path !== undefined && isWanted ? [{ dialect, path }] : [];
  });
}
