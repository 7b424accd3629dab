import type { Environment } from '../../config/environment.ts';
import type { Call } from '../../openai/call.ts';
import { setCall } from '../calls.ts';
import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/** Starts the clocks of a request. First of the stack, so that even a request that cannot be read is logged. */
export function beginCall(environment: Environment) {
  return {
    before: (request: MiddlewareRequest): void => {
      const { rawPath, path, headers } = (request.event ?? {}) as { readonly rawPath?: string } & Partial<HttpRequest>;
      const call: Call = {
        path: rawPath ?? path ?? '',
        cameByApi: rawPath === undefined,
        origin: headers?.origin ?? headers?.Origin,
        environment,
        now: () => performance.now(),
        date: () => new Date(),
        startedAt: performance.now(),
        remainingMs: () => request.context.getRemainingTimeInMillis(),
        notes: { retries: 0 },
      };
      setCall(request, call);
    },
  };
}
