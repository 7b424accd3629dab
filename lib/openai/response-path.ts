import { endpointNamed } from '../endpoint-named.ts';
import type { EndpointName } from '../endpoints.ts';

/** The path of an endpoint about a response. `basePath` as a call has it. */
export function responsePath(name: EndpointName, responseId: string, basePath = ''): string {
  return basePath + endpointNamed(name).path.replace('{id}', encodeURIComponent(responseId));
}
