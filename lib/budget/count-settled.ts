import { madeIn } from '../access/made-in.ts';
import { type Owner, writeOwners } from '../access/owners.ts';
import type { Table } from '../storage/table/table.ts';
import type { Usage } from '../usage/usage.ts';
import { nanosOf } from './amounts.ts';
import { countOnce } from './count-once.ts';
import type { Reservation } from './reservation.ts';
import { release, settleReservation } from './reserve.ts';

/** A response whose end is known only after its request was answered. */
export interface SettledResponse {
  readonly id: string;
  readonly owner: Owner;
  readonly reservation?: Reservation | undefined;
  readonly endpoint: string;
  readonly model: string;
  readonly usage: Usage | null;
  /** US dollars; null where it is not known. */
  readonly cost: number | null;
  /** OpenAI's own object of it: what it names is the owner's as well. Absent where OpenAI has none. */
  readonly response?: unknown;
  readonly now: Date;
}

/** As long as OpenAI keeps responses: https://developers.openai.com/api/docs/guides/your-data. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * Counts a response for its owner: in the ledger, in the budget, and what it has made as theirs. Repeating it is safe: it counts once.
 * Throws a `ServiceError` `access_unavailable`.
 */
export async function countSettled(table: Table, settled: SettledResponse): Promise<void> {
  const { id, owner, reservation, endpoint, model, usage, cost, response, now } = settled;
  await writeOwners(table, [{ id, keptSeconds: KEPT_SECONDS }, ...madeIn(response)], owner, now.getTime());
  if (response !== undefined)
    await countOnce(table, id, { principal: owner.principal, endpoint, model, usage, cost, at: now });
  if (reservation === undefined) return;
  if (cost !== null) await settleReservation(table, reservation, nanosOf(cost));
  // OpenAI says that there is a response, and counts nothing for it: it failed, or was cancelled before it began.
  else if (response !== undefined && usage === null) await release(table, reservation);
  else await settleReservation(table, reservation, reservation.nanos);
}
