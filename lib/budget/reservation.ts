import { createHash } from 'node:crypto';
import { fieldsOf } from '../json/fields.ts';

/** What is held of a principal's budget for one request until its true cost is known. */
export interface Reservation {
  readonly id: string;
  readonly principal: string;
  /** `2026-11`, UTC: whose budget it is of, whenever it is settled. */
  readonly month: string;
  /** `d29`, of the same month. */
  readonly day: string;
  /** Whole billionths of a US dollar. */
  readonly nanos: number;
  readonly endpoint: string;
  readonly model: string;
  /** ISO 8601: from then on the poller settles it. */
  readonly expiresAt: string;
}

/** As a background record keeps it. */
export function reservationText(reservation: Reservation): string {
  return JSON.stringify(reservation);
}

/** Undefined for what is none. */
export function readReservation(text: string | undefined): Reservation | undefined {
  if (text === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    const { id, principal, month, day, nanos, endpoint, model, expiresAt } = fieldsOf(read);
    const texts = [id, principal, month, day, endpoint, model, expiresAt];
    return texts.every((value) => typeof value === 'string') && Number.isSafeInteger(nanos)
      ? (read as Reservation)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The partitions of reservations: pollers share them out. */
export const reservationShards = '0123456789abcdef';

/** The key of the item by which a poller finds a reservation that nobody has settled. */
export function reservationKey({ id, expiresAt }: Pick<Reservation, 'id' | 'expiresAt'>) {
  const shard = createHash('sha256').update(id).digest('hex').slice(0, 1);
  return { pk: { S: `RESERVATIONS#${shard}` }, sk: { S: `${expiresAt}#${id}` } };
}

/** The item itself. `responseId`: what OpenAI made of the request, once that is known. */
export function reservationItem(reservation: Reservation, responseId?: string) {
  const { principal, month, day, nanos, endpoint, model } = reservation;
  return {
    ...reservationKey(reservation),
    reservation: { S: reservation.id },
    principal: { S: principal },
    month: { S: month },
    day: { S: day },
    amount: { N: `${nanos}` },
    endpoint: { S: endpoint },
    model: { S: model },
    ...(responseId === undefined ? {} : { response_id: { S: responseId } }),
    // A month later nobody settles it any more; what it held is then history.
    ttl: { N: `${Math.ceil(Date.parse(reservation.expiresAt) / 1000) + 31 * 86_400}` },
  };
}
