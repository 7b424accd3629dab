import { corsHeaders } from '../../lib/http/cors-headers.ts';
import { type Callers, isAllowedOrigin } from './callers.ts';

type Headers = Readonly<Record<string, string>>;

/** The headers by which a browser lets a page of an allowed origin read the answer. */
export function corsHeadersFor(callers: Callers, origin: string | undefined): Headers {
  if (callers.everybody) return corsHeaders('*');
  return origin !== undefined && isAllowedOrigin(callers, origin) ? corsHeaders(origin) : { vary: 'origin' };
}

/** A function's headers with these over them, as a function URL has its settings go before the function's own. */
export function withCors(headers: Headers, cors: Headers): Headers {
  const vary = [headers.vary, cors.vary].filter((value) => value !== undefined).join(', ');
  return { ...headers, ...cors, ...(vary && { vary }) };
}

/** The further headers of the answer to a preflight for a path that takes `methods`. */
export function preflightHeaders(methods: readonly string[], requestedHeaders: string | undefined): Headers {
  return {
    allow: methods.join(', '),
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': requestedHeaders ?? '*',
    'access-control-max-age': '600',
  };
}
