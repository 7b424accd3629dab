import type { Call } from '../../../context/call.ts';
import { estimateResponseCost } from '../../../usage/cost.ts';
import { audioMediaTypeOf } from '../events/audio-media-type.ts';
import type { StreamContext } from '../events/stream-state.ts';
import { resumePath } from './response-path.ts';

/** What stands outside a call's stream. */
export function streamContext({ now, startedAt, date, environment, basePath, notes }: Call): StreamContext {
  return {
    now,
    startedAt,
    estimateCost: (body) => estimateResponseCost(body, date()),
    audioMediaType: audioMediaTypeOf(notes.request),
    keepsTexts: environment.logPayloads !== 'none',
    resumePath: (responseId, after) => resumePath(responseId, after, basePath),
  };
}
