import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';
import { call, create, refusal } from './stand-in-calls.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn({ now: () => Date.parse('2026-11-22T12:00:00Z') });
});
afterAll(() => standIn.close());

const client = () => new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });

interface Page {
  readonly object: string;
  readonly data: readonly { readonly id: string; readonly type: string }[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

async function page(id: string, query = ''): Promise<Page> {
  const response = await call(standIn.url, 'GET', `/${id}/input_items${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

const said = (text: string, role = 'user') => ({ role, content: text });
const numbered = (count: number) => Array.from({ length: count }, (_, index) => said(`Item ${index + 1}`));

async function waitedFor(input: unknown): Promise<string> {
  const response = await call(standIn.url, 'POST', '', {
    model: 'gpt-6.1-terra',
    input,
    metadata: { scenario: 'text', pace: 'none' },
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { id: string }).id;
}

describe('input items', () => {
  it.each([
    ['waited for', waitedFor],
    ['in the background', async (input: unknown) => (await create(standIn.url, {}, { input })).id],
  ])('of a response %s are listed in OpenAI’s form, the last first', async (_, made) => {
    const id = await made([said('Be brief.', 'system'), said('Item 2')]);
    const listed = await page(id);
    const message = { id: expect.stringMatching(/^msg_[0-9a-f]{50}$/), type: 'message', status: 'completed' };
    expect(listed).toEqual({
      object: 'list',
      data: [
        { ...message, content: [{ type: 'input_text', text: 'Item 2' }], role: 'user' },
        { ...message, content: [{ type: 'input_text', text: 'Be brief.' }], role: 'system' },
      ],
      first_id: listed.data[0]?.id,
      has_more: false,
      last_id: listed.data[1]?.id,
    });
    expect(await page(id)).toEqual(listed);
  });

  it.each([
    ['a text', 'Hello', { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
    [
      'an answer',
      [said('Hello', 'assistant')],
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Hello', annotations: [], logprobs: [] }],
      },
    ],
    [
      'an item with an ID',
      [{ id: 'msg_1', type: 'message', status: 'incomplete', role: 'assistant', content: [] }],
      { id: 'msg_1', status: 'incomplete' },
    ],
    [
      'a call',
      [{ type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' }],
      { id: expect.stringMatching(/^fc_/), type: 'function_call', call_id: 'call_1', arguments: '{}' },
    ],
    [
      'an item of next year',
      [{ type: 'thought', weight: 3 }],
      { id: expect.stringMatching(/^item_/), type: 'thought', weight: 3 },
    ],
    [
      'a picture',
      [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://example.com/1.png' }] }],
      { content: [{ type: 'input_image', detail: 'auto', file_id: null, image_url: null }] },
    ],
    [
      'a file',
      [{ role: 'user', content: [{ type: 'input_file', filename: 'a.pdf', file_data: 'data:,x' }] }],
      { content: [{ type: 'input_file', filename: 'a.pdf', file_id: null }] },
    ],
  ])('show %s as OpenAI does', async (_, input, expected) => {
    const { data } = await page(await waitedFor(input));
    expect(data).toEqual([expect.objectContaining(expected)]);
  });

  it.each(['include', 'include[]'])('show a picture’s address where %s asks for it', async (name) => {
    const image_url = 'https://example.com/1.png';
    const id = await waitedFor([{ role: 'user', content: [{ type: 'input_image', image_url, detail: 'low' }] }]);
    const { data } = await page(id, `?${name}=message.input_image.image_url`);
    expect(data).toMatchObject([{ content: [{ type: 'input_image', detail: 'low', file_id: null, image_url }] }]);
  });

  it.each([
    ['', 20, 25, true],
    ['?limit=100', 25, 25, false],
    ['?limit=2&order=desc', 2, 25, true],
    ['?limit=2&order=asc', 2, 1, true],
    ['?limit=25&order=asc', 25, 1, false],
  ])('with %s come %i to a page, from item %i on; more: %s', async (query, count, first, more) => {
    const listed = await page(await waitedFor(numbered(25)), query);
    expect(listed.data).toHaveLength(count);
    expect(listed.data[0]).toMatchObject({ content: [{ text: `Item ${first}` }] });
    expect(listed.has_more).toBe(more);
  });

  it.each(['asc', 'desc'] as const)('are paged through by OpenAI’s own SDK, %s', async (order) => {
    const id = await waitedFor(numbered(7));
    const texts: unknown[] = [];
    for await (const item of client().responses.inputItems.list(id, { limit: 3, order })) {
      texts.push(item.type === 'message' && item.content[0]);
    }
    const expected = numbered(7).map(({ content: text }) => ({ type: 'input_text', text }));
    expect(texts).toEqual(order === 'asc' ? expected : expected.reverse());
  });

  it.each([
    ['?limit=0', 'limit', 'integer_below_min_value'],
    ['?limit=101', 'limit', 'integer_above_max_value'],
    ['?limit=few', 'limit', 'invalid_type'],
    ['?order=random', 'order', 'invalid_value'],
    ['?include=everything', 'include', 'invalid_value'],
    ['?after=msg_0', 'after', null],
    ['?page=2', 'page', 'unknown_parameter'],
  ])('are refused with %s', async (query, param, code) => {
    const id = await waitedFor('Hi');
    expect(await refusal(await call(standIn.url, 'GET', `/${id}/input_items${query}`))).toMatchObject({
      status: 400,
      error: { param, code },
    });
  });
});

describe('input tokens', () => {
  it.each([
    ['a text', { input: 'Tell me a joke.' }],
    ['instructions', { input: 'Hi', instructions: 'Be brief, be kind, be gone.' }],
    ['tools', { input: [said('Hi')], tools: [{ type: 'function', name: 'f', parameters: {}, strict: false }] }],
  ])('of %s are counted as its response counts them', async (_, asked) => {
    const counted = await call(standIn.url, 'POST', '/input_tokens', { model: 'gpt-6.1-terra', ...asked });
    const metadata = { scenario: 'text', pace: 'none' };
    const answered = await call(standIn.url, 'POST', '', { model: 'gpt-6.1-terra', metadata, ...asked });
    const { usage } = (await answered.json()) as OpenAI.Responses.Response;
    expect([counted.status, await counted.json()]).toEqual([
      200,
      { object: 'response.input_tokens', input_tokens: usage?.input_tokens },
    ]);
  });

  it('of nothing are none', async () => {
    expect(await client().responses.inputTokens.count()).toMatchObject({ input_tokens: 0 });
    expect(await client().responses.inputTokens.count({ input: null, model: null })).toMatchObject({ input_tokens: 0 });
  });

  it.each([
    [{ input: 'Hi', metadata: {} }, 'metadata', 'unknown_parameter'],
    [{ input: 1 }, 'input', 'invalid_type'],
    [{ model: 'gpt-9' }, 'model', 'model_not_found'],
    [{ previous_response_id: 'resp_0' }, 'previous_response_id', 'previous_response_not_found'],
  ])('are refused to %j', async (sent, param, code) => {
    expect(await refusal(await call(standIn.url, 'POST', '/input_tokens', sent))).toMatchObject({
      status: 400,
      error: { param, code },
    });
  });
});

describe('compaction', () => {
  it('keeps what the user said and seals the rest', async () => {
    const input = [said('A landing page, please.'), said('Here it is.', 'assistant'), said('Thanks!')];
    const response = await call(standIn.url, 'POST', '/compact', { model: 'gpt-6.1-terra', input });
    const message = { id: expect.stringMatching(/^msg_/), type: 'message', status: 'completed', role: 'user' };
    const body = (await response.json()) as OpenAI.Responses.CompactedResponse;
    expect([response.status, body]).toEqual([
      200,
      {
        id: expect.stringMatching(/^resp_[0-9a-f]{50}$/),
        object: 'response.compaction',
        created_at: Date.parse('2026-11-22T12:00:00Z') / 1000,
        output: [
          { ...message, content: [{ type: 'input_text', text: 'A landing page, please.' }] },
          { ...message, content: [{ type: 'input_text', text: 'Thanks!' }] },
          { id: expect.stringMatching(/^cmp_/), type: 'compaction', encrypted_content: expect.any(String) },
        ],
        usage: expect.objectContaining({ input_tokens: 11, output_tokens: expect.any(Number) }),
      },
    ]);
    expect(body.usage.total_tokens).toBe(body.usage.input_tokens + body.usage.output_tokens);
  });

  it('takes in what it continues, and can be sent as input', async () => {
    const previous_response_id = await waitedFor('Earlier');
    const compacted = await client().responses.compact({ model: 'gpt-6.1-terra', previous_response_id });
    expect(compacted.output).toMatchObject([{ content: [{ text: 'Earlier' }] }, { type: 'compaction' }]);
    await waitedFor(compacted.output);
  });

  it.each([
    [{ input: 'Hi' }, 'model', 'missing_required_parameter'],
    [{ model: 'gpt-6.1-terra' }, 'input', 'missing_required_parameter'],
    [{ model: 'gpt-6.1-terra', input: 'Hi', stream: true }, 'stream', 'unknown_parameter'],
    [{ model: 'gpt-6.1-terra', previous_response_id: 'resp_0' }, 'previous_response_id', 'previous_response_not_found'],
  ])('is refused to %j', async (sent, param, code) => {
    expect(await refusal(await call(standIn.url, 'POST', '/compact', sent))).toMatchObject({
      status: 400,
      error: { param, code },
    });
  });
});
