import type { RequestContext } from '../../../context/request-context.ts';
import { recordResponse } from '../../../upstream/record-response.ts';
import { addUsage } from '../../../usage/add-usage.ts';

/** Tells the recorder what images have used, one usage for each. An answer does not name the model: it is the one that was asked. */
export function recordImages(context: RequestContext, usages: readonly unknown[], createdAt?: unknown): void {
  const usage = addUsage(usages);
  if (usage === undefined) return;
  const { model } = context.recorder.facts();
  recordResponse(context, { model, usage, ...(typeof createdAt === 'number' && { created_at: createdAt }) });
}
