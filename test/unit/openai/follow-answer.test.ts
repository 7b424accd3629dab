import { expect, it } from 'vitest';
import { followAnswer } from '../../../lib/openai/follow-answer.ts';
import type { AskedFor } from '../../../lib/openai/follow-response.ts';

it.each([
  [{ completion_window: '8h' }, { completionWindow: '8h' }],
  [{ completion_window: 'soonest' }, {}],
  [{ continuation_id: 'x' }, {}],
  [null, {}],
  [undefined, {}],
])('records the completion window of %j', async (options, expected) => {
  const recorded: AskedFor[] = [];
  const follower = {
    prepare: () => undefined,
    follow: async (_response: unknown, _call: unknown, asked: AskedFor) => {
      recorded.push(asked);
      return [];
    },
  };
  const call = { date: () => new Date(0) } as Parameters<typeof followAnswer>[1];
  await followAnswer({ background: true, background_options: options }, call, follower).accept({ id: 'resp_1' });
  expect(recorded).toEqual([{ include: [], ...expected }]);
});
