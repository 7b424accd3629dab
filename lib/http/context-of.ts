import type { RequestContext } from '../context/request-context.ts';

const contexts = new WeakMap<object, RequestContext>();

/** Ties a context to middy's request object for as long as that lives; middy's own bag for this is untyped. */
export function setContext(request: object, context: RequestContext): void {
  contexts.set(request, context);
}

/** The context of a request. Throws where the first middleware has not run. */
export function contextOf(request: object): RequestContext {
  const context = contexts.get(request);
  if (!context) throw new Error('The request has no context yet: `beginRequest` has to be the first middleware');
  return context;
}
