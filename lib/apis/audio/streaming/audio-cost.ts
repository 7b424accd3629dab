import type { RequestContext } from '../../../context/request-context.ts';
import { estimateResponseCost } from '../../../usage/cost.ts';
import { transcriptionCost } from '../../../usage/transcription-cost.ts';

/** What speech or a transcription has cost by what it used, in USD; null where that is not known. */
export function audioCost({ recorder, date }: RequestContext, usage: unknown): number | null {
  const { model } = recorder.facts();
  return transcriptionCost(model, usage) ?? estimateResponseCost({ model, usage }, date());
}
