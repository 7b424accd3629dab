import { join } from '../../../stream/envelope.ts';
import type { AnyEventRow } from '../events/catalogue.ts';
import type { ItemIdentity } from '../events/stream-state.ts';

/**
 * `call_id` (the item's; where OpenAI gives its type none, its id) and `container_id`, as JSON text; what the event itself carries
 * is left alone.
 */
export function identityFields(
  row: AnyEventRow,
  item: ItemIdentity | undefined,
  itemId: string | undefined,
  carries: (field: string) => boolean,
): string {
  const callId = item?.callId ?? (row.identifies === 'call' ? undefined : itemId);
  const call = callId === undefined || carries('call_id') ? '' : `"call_id":${JSON.stringify(callId)}`;
  if (row.identifies !== 'container' || !item?.containerId || carries('container_id')) return call;
  return join(call, `"container_id":${JSON.stringify(item.containerId)}`);
}
