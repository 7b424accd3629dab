import type { SentForm } from '../../context/relayed-request.ts';
import { matchPath, matchResource } from '../../endpoints/path-template.ts';
import { dialectPaths, mainPath, servedPaths } from '../../endpoints/paths.ts';
import type { Endpoint } from '../../endpoints/table.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { type HttpRequest, httpRequestOf } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/** A request that is this function's, with its path's parameters decoded. */
export type RoutedRequest = HttpRequest & {
  readonly parameters: Readonly<Record<string, string>>;
  /** The JSON of a body that goes on as it came. */
  readonly text?: string;
  /** A form that goes on as it came. */
  readonly form?: SentForm;
};

/**
 * Makes one kind of request of both kinds of event, and answers 404 and 405 for what is not this function's. A function
 * URL leads to one function only, so its root is that function's path as well, unless the path has parameters.
 */
export function route(row: Pick<Endpoint, 'method' | 'paths' | 'page'>) {
  const { method, paths } = row;
  const templates = servedPaths(row);
  return {
    before: (request: MiddlewareRequest): void => {
      const http = httpRequestOf(request.event);
      const parameters =
        firstMatch(templates, http) ?? (http.path === '/' && !mainPath(paths).includes('{') ? {} : undefined);
      if (!parameters) {
        const served = dialectPaths(row).join(' and ');
        throw new ServiceError('route_not_found', { hint: `This function serves ${method} ${served}.` });
      }
      if (http.method !== method) throw new ServiceError('method_not_allowed', { headers: { allow: method } });
      request.event = { ...http, parameters } satisfies RoutedRequest;
    },
  };
}

/** By what API Gateway says, whose paths may begin with a domain's base path; else by the path. */
function firstMatch(templates: readonly string[], { resource, path }: HttpRequest) {
  for (const template of templates) {
    const parameters = matchResource(template, resource) ?? matchPath(template, path);
    if (parameters) return parameters;
  }
  return undefined;
}
