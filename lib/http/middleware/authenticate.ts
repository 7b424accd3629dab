import type { Environment } from '../../config/environment.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { Endpoint } from '../../endpoints/table.ts';
import { contextOf, setContext } from '../context-of.ts';
import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/** Lets sockets write. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const callers = new WeakMap<object, Promise<RequestContext>>();

/**
 * Finds out who asks while the request is read, and gives its context their guard before anything is done for it (`joinCaller`): of a
 * key that is not known yet, the table is asked meanwhile. Whatever else is wrong with a request of nobody's, it is told only that.
 * Nothing where access is off or the row is for everybody; then nothing of access is loaded either.
 */
export function authenticate({ access: settings, docs }: Environment, row: Endpoint) {
  const isForCallers = row.auth === 'caller' || (row.api === 'docs' && docs === 'callers');
  if (settings === undefined || !isForCallers) return undefined;
  // At once: it comes, and a connection to the table stands, while Lambda starts the function.
  let loaded: typeof import('../guard/caller.ts') | undefined;
  const loading = import('../guard/caller.ts').then((module) => {
    // Its connection is made while the function starts.
    module.openTable(settings);
    loaded = module;
    return module;
  });
  return {
    before: async (request: MiddlewareRequest): Promise<void> => {
      const http = request.event as HttpRequest;
      const context = contextOf(request);
      const asked = { row, settings, context };
      const caller =
        loaded?.guardedContext(http, asked) ?? loading.then((module) => module.guardedContext(http, asked));
      // It is heard when it is joined.
      caller.catch(() => undefined);
      callers.set(request, caller);
      // What has to be asked for goes out before the request is read, which takes the processor for itself.
      await Promise.race([caller.catch(() => undefined), nextTurn()]);
    },
    onError: async (request: MiddlewareRequest): Promise<void> => {
      await joinCaller(request).catch((refusal: unknown) => {
        request.error = refusal instanceof Error ? refusal : new Error(String(refusal));
      });
    },
  };
}

/** Waits until it is known who asks; the request's context then has their guard. Throws what `guardedContext` throws. */
export async function joinCaller(request: MiddlewareRequest): Promise<void> {
  const caller = callers.get(request);
  if (caller) setContext(request, await caller);
}
