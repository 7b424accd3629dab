import type { Endpoint } from '../../lib/endpoints/table.ts';

/** Whether anybody can ask a row's function, whatever the deployment wants of callers: it is public, or checks OpenAI's signature itself. */
export function isOpen({ auth }: Endpoint): boolean {
  return auth !== 'caller';
}
