import type { Endpoint } from '../../lib/endpoints/table.ts';
import { isOpen } from './is-open.ts';

/** Whose paths, bodies and errors an endpoint speaks: the service's own below `/api`, OpenAI's below `/v1`. */
export const dialects = ['service', 'openai'] as const;

/** One of them. */
export type Dialect = (typeof dialects)[number];

/** A row that may have a path in each dialect. */
export type RoutedEndpoint = Endpoint & { readonly paths?: Readonly<Partial<Record<Dialect, Endpoint['path']>>> };

/** A path of a deployment, and the dialect that it speaks. */
export interface DialectPath {
  readonly dialect: Dialect;
  readonly path: Endpoint['path'];
}

/** The paths of a row in these dialects. What anybody may ask (webhooks, pages, the OpenAPI document) belongs to no caller's dialect, and keeps its path. */
export function deployedPaths(row: RoutedEndpoint, chosen: readonly Dialect[]): DialectPath[] {
  const paths = pathsOf(row);
  return dialects.flatMap((dialect) => {
    const path = paths[dialect];
    const isWanted = chosen.includes(dialect) || (dialect === 'service' && isOpen(row));
    return path !== undefined && isWanted ? [{ dialect, path }] : [];
  });
}

function pathsOf(row: RoutedEndpoint): NonNullable<RoutedEndpoint['paths']> {
  return row.paths ?? { service: row.path };
}
