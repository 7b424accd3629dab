import { endpointNamed } from '../../../endpoints/endpoint-named.ts';
import { mainPath } from '../../../endpoints/paths.ts';
import type { EndpointName } from '../../../endpoints/table.ts';

/** The path of an endpoint about a response. `basePath` as a call has it. */
export function responsePath(name: EndpointName, responseId: string, basePath = ''): string {
  return basePath + mainPath(endpointNamed(name).paths).replace('{id}', encodeURIComponent(responseId));
}

/**
 * Path and query with which a response's stream goes on after the event of a number; -1 for all of it. `basePath` as a call
 * has it.
 */
export function resumePath(responseId: string, after: number, basePath?: string): string {
  const path = responsePath('resume-stream', responseId, basePath);
  return after < 0 ? path : `${path}?starting_after=${after}`;
}
