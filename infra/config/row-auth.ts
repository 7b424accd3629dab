import type { Endpoint } from '../../lib/endpoints/table.ts';
import type { Deployment } from './deployment.ts';

/**
 * Who may ask a row's function in a deployment: as the row says, but for what describes the service. That is everybody's only where
 * the deployment says so, and else its callers'.
 */
export function rowAuth({ api, auth }: Pick<Endpoint, 'api' | 'auth'>, { docs }: Pick<Deployment, 'docs'>) {
  return api === 'docs' && auth === 'public' && docs !== 'public' ? 'caller' : auth;
}
