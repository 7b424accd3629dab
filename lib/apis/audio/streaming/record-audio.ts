import type { RequestContext } from '../../../context/request-context.ts';
import { recordResponse } from '../../../upstream/record-response.ts';
import { audioCost } from './audio-cost.ts';

/** Tells the recorder what speech or a transcription has used: tokens, or seconds. Neither names the model: it is the one that was asked. */
export function recordAudio(context: RequestContext, usage: unknown): void {
  if (usage === undefined) return;
  const { model } = context.recorder.facts();
  recordResponse(context, { model, usage });
  const costEstimate = audioCost(context, usage);
  if (costEstimate !== null) context.recorder.generated({ costEstimate });
}
