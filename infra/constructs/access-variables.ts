import type { LambdaFunction } from '../../lib/endpoints/table.ts';
import type { Deployment } from '../config/deployment.ts';
import { isEndpoint } from '../config/is-endpoint.ts';
import { isOpen } from '../config/is-open.ts';
import { tableUse } from '../config/table-use.ts';
import type { SharedResources } from './shared-resources.ts';

/** What a row's function is told of who may call, and of what may be in what they send. */
export function accessVariables(
  row: LambdaFunction,
  deployment: Deployment,
  shared: SharedResources,
): Readonly<Record<string, string>> {
  const { docs, inputUrls, mcpServers } = deployment;
  const describes = isEndpoint(row) && row.api === 'docs';
  const takesInput = isEndpoint(row) && !isOpen(row, deployment) && row.access.openai && row.takes !== 'nothing';
  return {
    ...(knowsAccess(row, deployment) ? settings(deployment, shared) : {}),
    ...(describes && docs !== 'public' ? { DOCS_ACCESS: 'callers' } : {}),
    ...(takesInput && inputUrls === 'http' ? { INPUT_URLS: inputUrls } : {}),
    ...(takesInput && mcpServers ? { MCP_SERVERS: mcpServers.join(',') } : {}),
  };
}

/** What reads or writes the table, and what tells callers what to bring: the latter gets the name of the table, and no right to it. */
function knowsAccess(row: LambdaFunction, deployment: Deployment): boolean {
  const { callers, settles } = tableUse(row, deployment);
  return callers || settles || (deployment.access.length > 0 && row.api === 'docs');
}

function settings({ access, unowned, jwt }: Deployment, shared: SharedResources): Record<string, string> {
  return {
    ACCESS_MODES: access.join(','),
    ACCESS_TABLE: shared.accessTableName,
    ACCESS_UNOWNED: unowned,
    ...(jwt && { JWT_ISSUER: jwt.issuer, JWT_AUDIENCE: jwt.audience.join(',') }),
    ...(jwt?.scopes && { JWT_SCOPES: jwt.scopes.join(',') }),
  };
}
