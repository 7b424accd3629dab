import { type Item, numberOf, type Table, textOf } from '../storage/table/table.ts';
import { type Reservation, reservationItem, reservationKey } from './reservation.ts';

/** A reservation whose request has not settled it in time. */
export interface ExpiredReservation {
  readonly reservation: Reservation;
  /** What OpenAI made of the request, where that was known. */
  readonly responseId?: string;
}

/** Settled at once; the rest comes with the next poll. */
const AT_ONCE = 100;

/** What has expired of some partitions, the oldest first. Throws as `Table.send` does. */
export async function expiredReservations(
  table: Table,
  shards: readonly string[],
  now: Date,
): Promise<readonly ExpiredReservation[]> {
  const pages = await Promise.all(
    shards.map((shard) =>
      table.send('Query', {
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND sk < :now',
        ExpressionAttributeValues: { ':pk': { S: `RESERVATIONS#${shard}` }, ':now': { S: now.toISOString() } },
        Limit: AT_ONCE,
      }),
    ),
  );
  return pages.flatMap(({ Items = [] }) => Items.flatMap(expired));
}

/** Has a reservation expire later. */
export async function postponeReservation(
  table: Table,
  reservation: Reservation,
  responseId: string | undefined,
  until: Date,
): Promise<void> {
  const later = { ...reservation, expiresAt: until.toISOString() };
  await table.send('BatchWriteItem', {
    RequestItems: {
      [table.name]: [
        { PutRequest: { Item: reservationItem(later, responseId) } },
        { DeleteRequest: { Key: reservationKey(reservation) } },
      ],
    },
  });
}

function expired(item: Item): readonly ExpiredReservation[] {
  const [id, principal, month] = [textOf(item, 'reservation'), textOf(item, 'principal'), textOf(item, 'month')];
  const [day, expiresAt] = [textOf(item, 'day'), textOf(item, 'sk')?.split('#')[0]];
  const nanos = numberOf(item, 'amount');
  const responseId = textOf(item, 'response_id');
  if (!(id && principal && month && day && expiresAt) || nanos === undefined) return [];
  const [endpoint, model] = [textOf(item, 'endpoint') ?? '', textOf(item, 'model') ?? ''];
  const reservation = { id, principal, month, day, nanos, endpoint, model, expiresAt };
  return [{ reservation, ...(responseId === undefined ? {} : { responseId }) }];
}
