import type { RequestContext } from '../../../context/request-context.ts';
import { estimateResponseCost } from '../../../usage/cost.ts';
import { audioMediaTypeOf } from '../events/audio-media-type.ts';
import type { StreamContext } from '../events/stream-state.ts';
import { resumePath } from './response-path.ts';

/** What stands outside a call's stream. */
export function streamContext({
  now,
  startedAt,
  date,
  environment,
  basePath,
  recorder,
}: RequestContext): StreamContext {
  return {
    now,
    startedAt,
    estimateCost: (body) => estimateResponseCost(body, date()),
    audioMediaType: audioMediaTypeOf(recorder.facts().request),
    keepsTexts: environment.logPayloads !== 'none',
    resumePath: (responseId, after) => resumePath(responseId, after, basePath),
  };
}
