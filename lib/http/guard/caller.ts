import { authenticate } from '../../access/authenticate.ts';
import type { AccessSettings } from '../../config/access-settings.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { Endpoint } from '../../endpoints/table.ts';
import { openTable } from '../../storage/table/open-table.ts';
import type { HttpRequest } from '../http-request.ts';

export { openTable };

import { newRequestGuard } from './request-guard.ts';

/**
 * The context of a request whose caller has proved who it is. Throws a `ServiceError` `unauthenticated` or `access_unavailable`.
 * Import this file lazily: it brings everything of access with it.
 */
export async function guardedContext(
  { headers, identity = {} }: Pick<HttpRequest, 'headers' | 'identity'>,
  {
    row,
    settings,
    context,
  }: { readonly row: Endpoint; readonly settings: AccessSettings; readonly context: RequestContext },
): Promise<RequestContext> {
  const table = openTable(settings);
  const credentials = { authorization: headers.authorization, identity };
  const principal = await authenticate(credentials, { settings, table, now: context.date().getTime() });
  return { ...context, principal, guard: newRequestGuard({ row, settings, table, principal, context }) };
}
