import type { Endpoint } from '../../lib/endpoints/table.ts';
import type { Deployment } from './deployment.ts';
import { rowAuth } from './row-auth.ts';

/** Whether anybody can ask a row's function, whatever the deployment wants of callers: it is public, or checks OpenAI's signature itself. */
export function isOpen(row: Endpoint, deployment: Pick<Deployment, 'docs'>): boolean {
  return rowAuth(row, deployment) !== 'caller';
}
