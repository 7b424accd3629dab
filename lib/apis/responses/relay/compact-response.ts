import { recordResponse } from '../../../upstream/record-response.ts';
import { relay } from '../../../upstream/relay/relay.ts';

/** `compact-response` in OpenAI's dialect. */
export const compactRelayed = relay({
  kind: 'generation',
  admits: 'compact',
  answered: async (answer, context) => {
    const { model } = context.recorder.facts();
    // A compaction does not name the model: its cost is that of the one that was asked.
    recordResponse(context, model === undefined ? answer : { model, ...answer });
    return context.guard.made(answer);
  },
});
