import { responsePath } from './response-path.ts';

/**
 * Path and query with which a response's stream goes on behind the event of a number; -1 for all of it. `basePath` as a call
 * has it.
 */
export function resumePath(responseId: string, after: number, basePath?: string): string {
  const path = responsePath('resume-stream', responseId, basePath);
  return after < 0 ? path : `${path}?starting_after=${after}`;
}
