import type { Call } from '../../../context/call.ts';
import { estimateResponseCost } from '../../../usage/cost.ts';

type ResponseFields = Readonly<Record<string, unknown>>;

/** Notes what the record of the request wants to know of a whole response. */
export function noteResponse(call: Call, body: unknown): void {
  const { notes } = call;
  notes.response = body;
  if (typeof body !== 'object' || body === null) return;
  const response = body as ResponseFields;
  notes.usage = response.usage;
  notes.costEstimate = estimateResponseCost(response, call.date());
  notes.conversation = response.conversation;
  if (typeof response.service_tier === 'string') notes.serviceTier = response.service_tier;
  if (typeof response.model === 'string') notes.responseModel = response.model;
}
