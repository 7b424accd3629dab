import type { RequestContext } from '../../../context/request-context.ts';
import { estimateResponseCost } from '../../../usage/cost.ts';

type ResponseFields = Readonly<Record<string, unknown>>;

/** Tells the recorder what a whole response says of itself. */
export function recordResponse({ recorder, date }: RequestContext, body: unknown): void {
  recorder.answered(body);
  if (typeof body !== 'object' || body === null) return;
  const response = body as ResponseFields;
  const { usage, conversation, service_tier: serviceTier, model } = response;
  recorder.generated({
    usage,
    conversation,
    costEstimate: estimateResponseCost(response, date()),
    ...(typeof serviceTier === 'string' && { serviceTier }),
    ...(typeof model === 'string' && { responseModel: model }),
  });
}
