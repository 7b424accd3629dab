import type { RequestContext } from '../context/request-context.ts';
import { isFields } from '../json/fields.ts';
import { estimateResponseCost } from '../usage/cost.ts';

/** Tells the recorder what a whole response says of itself. */
export function recordResponse({ recorder, date }: RequestContext, body: unknown): void {
  recorder.answered(body);
  if (!isFields(body)) return;
  const { usage, conversation, service_tier: serviceTier, model, status } = body;
  recorder.generated({
    usage,
    conversation,
    costEstimate: estimateResponseCost(body, date()),
    ...(typeof status === 'string' && { status }),
    ...(typeof serviceTier === 'string' && { serviceTier }),
    ...(typeof model === 'string' && { responseModel: model }),
  });
}
