import { expect, it } from 'vitest';
import { applyLimits } from '../../../lib/access/apply-limits.ts';
import { referencesIn } from '../../../lib/access/references.ts';

const brought = [{ type: 'additional_tools', role: 'developer', tools: [{ type: 'code_interpreter' }] }];

it.each(['input', 'instructions'])('tools that an item of `%s` brings are held to the limits', (field) => {
  const body = { model: 'm', [field]: brought };
  expect(() => applyLimits(body, { tools: ['function'] })).toThrow(
    expect.objectContaining({ code: 'tool_not_allowed' }),
  );
});

it.each(['input', 'instructions'])('items of `%s` that refer to others are found', (field) => {
  expect(referencesIn({ [field]: [{ id: 'msg_1' }] })).toMatchObject([{ id: 'msg_1', parameter: `${field}[0].id` }]);
});

it('a compaction, which has no fields for ceilings, is given none', () => {
  const body = { model: 'm', input: 'Hi' };
  expect(applyLimits(body, { max_output_tokens: 5, max_tool_calls: 2 }, { body: 'compact' })).toBe(body);
});
