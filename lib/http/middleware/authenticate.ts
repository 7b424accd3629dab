import type { Environment } from '../../config/environment.ts';
import type { Endpoint } from '../../endpoints/table.ts';
import { contextOf, setContext } from '../context-of.ts';
import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/**
 * Finds out who asks, before anything of the request is read, and gives its context their guard. Nothing where access is off or the
 * row is for everybody; then nothing of access is loaded either.
 */
export function authenticate({ access: settings, docs }: Environment, row: Endpoint) {
  const isForCallers = row.auth === 'caller' || (row.api === 'docs' && docs === 'callers');
  if (settings === undefined || !isForCallers) return undefined;
  return {
    before: async (request: MiddlewareRequest): Promise<void> => {
      const { guardedContext } = await import('../guard/caller.ts');
      const context = contextOf(request);
      setContext(request, await guardedContext(request.event as HttpRequest, { row, settings, context }));
    },
  };
}
