import type { RequestContext } from '../../../context/request-context.ts';
import { recordResponse } from '../../../upstream/record-response.ts';
import { addUsage } from '../../../usage/add-usage.ts';
import { dalleCost } from '../../../usage/dalle-cost.ts';

/** What an answer, or a stream, has brought. */
export interface MadeImages {
  readonly images: number;
  /** Of each that says one. */
  readonly usages: readonly unknown[];
  /** Seconds since 1970. */
  readonly createdAt?: unknown;
}

/**
 * Tells the recorder what images have used: tokens, or where a model is billed by the image, how many there are. An answer does not name
 * the model: it is the one that was asked.
 */
export function recordImages(context: RequestContext, { images, usages, createdAt }: MadeImages): void {
  const { recorder } = context;
  const { model, request } = recorder.facts();
  const usage = addUsage(usages);
  if (usage === undefined) {
    const costEstimate = dalleCost(request, images);
    if (costEstimate !== null) recorder.generated({ costEstimate });
    return;
  }
  const created = typeof createdAt === 'number' ? { created_at: createdAt } : {};
  recordResponse(context, { model, usage, ...created });
}

/** How many images a whole answer has. */
export function imagesIn(data: unknown): number {
  return Array.isArray(data) ? data.length : 0;
}
