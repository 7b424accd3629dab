import { expect, it } from 'vitest';
import { worstCase } from '../../../lib/budget/worst-case.ts';

it('takes the list of an MCP server that is sent back for text, and not for tools', () => {
  const listed = { type: 'mcp_list_tools', id: 'mcpl_1', server_label: 'x', tools: [{ name: 'a', input_schema: {} }] };
  const body = { model: 'gpt-6.1-terra', max_output_tokens: 100, input: [listed] };
  const bound = worstCase(body, { at: new Date('2026-11-29T12:00:00Z') });
  expect(bound.usd).toBeLessThan(0.01);
  expect(bound).not.toHaveProperty('maxToolCalls');
});
