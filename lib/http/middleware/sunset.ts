import type { Sunset } from '../../endpoints/row.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';

/** Says in the headers of every answer that an API is ending, or has ended: RFC 9745 (`Deprecation`) and RFC 8594 (`Sunset`). */
export function sunset({ deprecated, ends }: Sunset) {
  const headers = {
    deprecation: `@${Date.parse(deprecated) / 1000}`,
    sunset: new Date(ends).toUTCString(),
  };
  const tell = (request: MiddlewareRequest): void => {
    const { response } = request;
    if (response) request.response = { ...response, headers: { ...response.headers, ...headers } };
  };
  return { after: tell, onError: tell };
}
