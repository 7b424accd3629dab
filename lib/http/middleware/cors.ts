import { contextOf } from '../context-of.ts';
import { corsHeaders } from '../cors-headers.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/**
 * Lets pages of the deployment's origins read what comes through API Gateway, which passes a function's headers as they are.
 * A function URL adds these headers itself, and browsers refuse them twice.
 */
export function cors() {
  const allow = (request: MiddlewareRequest): void => {
    const { response } = request;
    const { environment, frontDoor, origin } = contextOf(request);
    const allowed = environment.corsOrigins.find((known) => known === '*' || known === origin);
    if (!response || frontDoor !== 'api-gateway' || allowed === undefined) return;
    request.response = { ...response, headers: { ...response.headers, ...corsHeaders(allowed) } };
  };
  return { after: allow, onError: allow };
}
