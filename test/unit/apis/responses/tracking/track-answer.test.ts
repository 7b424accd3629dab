import { expect, it } from 'vitest';
import type { RequestedOutput } from '../../../../../lib/apis/responses/tracking/response-tracker.ts';
import { trackAnswer } from '../../../../../lib/apis/responses/tracking/track-answer.ts';

it.each([
  [{ completion_window: '8h' }, { completionWindow: '8h' }],
  [{ completion_window: 'soonest' }, {}],
  [{ continuation_id: 'x' }, {}],
  [null, {}],
  [undefined, {}],
])('records the completion window of %j', async (options, expected) => {
  const recorded: RequestedOutput[] = [];
  const tracker = {
    prepare: () => undefined,
    track: async (_response: unknown, _call: unknown, requested: RequestedOutput) => {
      recorded.push(requested);
      return [];
    },
  };
  const call = { date: () => new Date(0) } as Parameters<typeof trackAnswer>[1];
  await trackAnswer({ background: true, background_options: options }, call, tracker).accept({ id: 'resp_1' });
  expect(recorded).toEqual([{ include: [], ...expected }]);
});
