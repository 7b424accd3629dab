import type { AccessSettings } from '../../config/access-settings.ts';
import type { Principal } from '../../context/principal.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { Endpoint } from '../../endpoints/table.ts';
import type { Table } from '../../storage/table/table.ts';

/** What guarding a request takes. */
export interface GuardedCall {
  readonly row: Endpoint;
  readonly settings: AccessSettings;
  readonly table: Table;
  readonly principal: Principal;
  /** The request's, less its guard. */
  readonly context: Omit<RequestContext, 'guard' | 'principal'>;
}
