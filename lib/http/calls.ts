import type { Call } from '../context/call.ts';

const calls = new WeakMap<object, Call>();

/** Ties a call to middy's request object for as long as that lives; middy's own bag for this is untyped. */
export function setCall(request: object, call: Call): void {
  calls.set(request, call);
}

/** The call of a request. Throws where the first middleware has not run. */
export function callOf(request: object): Call {
  const call = calls.get(request);
  if (!call) throw new Error('The request has no call yet: `beginCall` has to be the first middleware');
  return call;
}
