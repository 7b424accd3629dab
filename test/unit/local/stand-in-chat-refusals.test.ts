import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

const asked = {
  model: 'gpt-6.1-terra',
  messages: [{ role: 'user', content: 'Hi' }] as object[],
  metadata: { pace: 'none' },
};
const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } };
const calling = [...asked.messages, { role: 'assistant', content: null, tool_calls: [call] }];
const played = (scenario: string) => ({ ...asked, metadata: { pace: 'none', scenario } });

describe('a chat is refused in OpenAI’s shape', () => {
  it.each([
    ['no JSON', '{"model":', 400, { code: null }],
    ['no model', { messages: asked.messages }, 400, { code: 'missing_required_parameter', param: 'model' }],
    ['an unknown model', { ...asked, model: 'gpt-9' }, 404, { code: 'model_not_found', message: /`gpt-9` does not/ }],
    ['no chat model', { ...asked, model: 'text-embedding-3-small' }, 400, { param: 'model', message: /not a chat/ }],
    ['no messages', { model: asked.model }, 400, { param: 'messages', code: 'missing_required_parameter' }],
    ['empty messages', { ...asked, messages: [] }, 400, { param: 'messages', code: 'empty_array' }],
    ['a text as messages', { ...asked, messages: 'Hi' }, 400, { param: 'messages', code: 'invalid_type' }],
    [
      'an unknown role',
      { ...asked, messages: [{ role: 'bard', content: 'Hi' }] },
      400,
      { param: 'messages[0].role', code: 'invalid_value' },
    ],
    [
      'no content',
      { ...asked, messages: [{ role: 'user' }] },
      400,
      { param: 'messages[0].content', code: 'missing_required_parameter' },
    ],
    [
      'an answer without a call',
      { ...asked, messages: [...asked.messages, { role: 'tool', tool_call_id: 'call_1', content: '1' }] },
      400,
      { param: 'messages.[1].role', message: /response to a preceeding message/ },
    ],
    [
      'a call without an answer',
      { ...asked, messages: [...calling, { role: 'user', content: 'Well?' }] },
      400,
      { param: 'messages.[2].role', message: /did not have response messages: call_1/ },
    ],
    ['an unknown field', { ...asked, input: 'Hi' }, 400, { param: 'input', code: 'unknown_parameter' }],
    ['heat', { ...asked, temperature: 3 }, 400, { param: 'temperature', code: 'decimal_above_max_value' }],
    ['no choices', { ...asked, n: 0 }, 400, { param: 'n', code: 'integer_below_min_value' }],
    [
      'a tool of Responses',
      { ...asked, tools: [{ type: 'function', name: 'f' }] },
      400,
      { param: 'tools[0].function.name' },
    ],
    ['an unknown tool', { ...asked, tools: [{ type: 'web_search' }] }, 400, { param: 'tools[0].type' }],
    [
      'a format without a schema',
      { ...asked, response_format: { type: 'json_schema' } },
      400,
      { param: 'response_format.json_schema' },
    ],
    [
      'options of no stream',
      { ...asked, stream_options: { include_usage: true } },
      400,
      { param: 'stream_options', message: /only allowed when 'stream'/ },
    ],
    [
      'a scenario of pictures',
      played('images'),
      400,
      { param: 'metadata.scenario', message: /images.*text.*quota\.$/ },
    ],
    ['rate-limit', played('rate-limit'), 429, { code: 'rate_limit_exceeded', type: 'requests' }],
    ['quota', played('quota'), 429, { code: 'insufficient_quota' }],
    ['server-error', played('server-error'), 500, { type: 'server_error' }],
  ])('for %s', async (_, sent, status, expected) => {
    const response = await fetch(`${standIn.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: typeof sent === 'string' ? sent : JSON.stringify(sent),
    });
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
    for (const [name, value] of Object.entries(expected)) {
      if (value instanceof RegExp) expect(error[name]).toMatch(value);
      else expect(error[name]).toBe(value);
    }
    expect(response.status).toBe(status);
  });
});
