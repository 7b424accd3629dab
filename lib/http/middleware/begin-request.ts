import type { Environment } from '../../config/environment.ts';
import { newDeadline } from '../../context/deadline.ts';
import { noGuard } from '../../context/guard.ts';
import { anonymous } from '../../context/principal.ts';
import { newRecorder } from '../../context/recorder.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { basePathOf } from '../../endpoints/path-template.ts';
import { dialectOf, dialectPaths } from '../../endpoints/paths.ts';
import type { Endpoint } from '../../endpoints/table.ts';
import { setContext } from '../context-of.ts';
import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/** What is read before it is known to be a request. */
interface EitherEvent extends Partial<Omit<HttpRequest, 'resource'>> {
  /** The template that API Gateway has matched the path with. */
  readonly resource?: unknown;
  readonly rawPath?: string;
  /** API Gateway's has the path as the caller sent it, the stage or a domain's base path included. */
  readonly requestContext?: { readonly path?: string };
}

/** Starts the clocks of a request. First of the stack, so that even a request that cannot be read is logged. */
export function beginRequest(environment: Environment, row: Pick<Endpoint, 'paths'>) {
  return {
    before: (request: MiddlewareRequest): void => {
      const { rawPath, path, resource, headers, requestContext } = (request.event ?? {}) as EitherEvent;
      const context: RequestContext = {
        path: rawPath ?? path ?? '',
        basePath: rawPath === undefined ? basePathBefore(row, requestContext?.path ?? '') : '',
        frontDoor: rawPath === undefined ? 'api-gateway' : 'function-url',
        dialect: dialectOf(row, rawPath ?? path ?? '', typeof resource === 'string' ? resource : undefined),
        origin: headers?.origin ?? headers?.Origin,
        environment,
        now: () => performance.now(),
        date: () => new Date(),
        startedAt: performance.now(),
        principal: anonymous,
        guard: noGuard,
        deadline: newDeadline(() => request.context.getRemainingTimeInMillis()),
        recorder: newRecorder(),
      };
      setContext(request, context);
    },
  };
}

/** What the path as the caller sent it has before whichever of the row's paths it ends in. */
function basePathBefore(row: Pick<Endpoint, 'paths'>, path: string): string {
  const found = dialectPaths(row).map((template) => basePathOf(template, path));
  return found.find((base) => base !== '') ?? '';
}
