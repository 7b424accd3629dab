import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

const request = (method: string, path: string, sent?: unknown, key: string | undefined = 'sk-test') =>
  fetch(`${standIn.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    ...(sent === undefined ? {} : { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
  });

const instant = { pace: 'none' };
const asked = { model: 'gpt-6.1-terra', input: 'Hi', metadata: instant };
const play = (scenario: string) => ({ ...asked, metadata: { ...instant, scenario } });

describe('refusals', () => {
  it.each([
    ['no key', '/v1/responses', asked, '', 401, { code: 'invalid_api_key' }],
    ['a wrong key', '/v1/responses', asked, 'sk-wrong-1234', 401, { code: 'invalid_api_key' }],
    ['no JSON', '/v1/responses', '{"model":', undefined, 400, { type: 'invalid_request_error' }],
    ['no model', '/v1/responses', { input: 'Hi' }, undefined, 400, { code: 'missing_required_parameter' }],
    ['an unknown model', '/v1/responses', { ...asked, model: 'gpt-9' }, undefined, 400, { code: 'model_not_found' }],
    ['no input', '/v1/responses', { model: 'gpt-5' }, undefined, 400, { param: 'input' }],
    ['a number as input', '/v1/responses', { ...asked, input: 1 }, undefined, 400, { code: 'invalid_type' }],
    ['an unknown field', '/v1/responses', { ...asked, inputs: 1 }, undefined, 400, { code: 'unknown_parameter' }],
    ['heat', '/v1/responses', { ...asked, temperature: 3 }, undefined, 400, { code: 'decimal_above_max_value' }],
    [
      'brevity',
      '/v1/responses',
      { ...asked, max_output_tokens: 1 },
      undefined,
      400,
      { code: 'integer_below_min_value' },
    ],
    [
      'an unknown previous response',
      '/v1/responses',
      { ...asked, previous_response_id: 'resp_0' },
      undefined,
      400,
      { code: 'previous_response_not_found', param: 'previous_response_id' },
    ],
    ['an unknown scenario', '/v1/responses', play('opera'), undefined, 400, { message: /opera.*text.*every-event/ }],
    [
      'an unknown pace',
      '/v1/responses',
      { ...asked, metadata: { pace: 'andante' } },
      undefined,
      400,
      { message: /pace/ },
    ],
    ['an unknown URL', '/v1/symphonies', {}, undefined, 404, { message: 'Invalid URL (POST /v1/symphonies)' }],
    ['rate-limit', '/v1/responses', play('rate-limit'), undefined, 429, { code: 'rate_limit_exceeded' }],
    [
      'quota',
      '/v1/responses',
      play('quota'),
      undefined,
      429,
      { code: 'insufficient_quota', type: 'insufficient_quota' },
    ],
    ['server-error', '/v1/responses', play('server-error'), undefined, 500, { type: 'server_error' }],
  ])("answers %s in OpenAI's shape", async (_, path, sent, key, status, expected) => {
    const response = await request('POST', path, sent, key);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
    for (const [name, value] of Object.entries(expected)) {
      if (value instanceof RegExp) expect(error[name]).toMatch(value);
      else expect(error[name]).toBe(value);
    }
  });

  it('says how long to wait, and lets the second attempt through in rate-limit-then-ok', async () => {
    const first = await request('POST', '/v1/responses', play('rate-limit-then-ok'));
    expect(first.status).toBe(429);
    expect(first.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect((await request('POST', '/v1/responses', play('rate-limit-then-ok'))).status).toBe(200);
  });
});

describe('answers', () => {
  it("carry OpenAI's headers, with an id of their own", async () => {
    const [one, two] = await Promise.all([request('GET', '/v1/models'), request('GET', '/v1/nothing')]);
    for (const { headers } of [one, two]) {
      expect(headers.get('openai-version')).toBe('2020-10-01');
      expect(headers.get('openai-organization')).toBeTruthy();
      expect(headers.get('openai-processing-ms')).toMatch(/^\d+$/);
      expect([...headers.keys()].filter((name) => name.startsWith('x-ratelimit-'))).toHaveLength(6);
    }
    expect(one.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    expect(one.headers.get('x-request-id')).not.toBe(two.headers.get('x-request-id'));
  });

  it('remember what was stored, and nothing else', async () => {
    const stored = (await (await request('POST', '/v1/responses', asked)).json()) as { id: string };
    const passing = (await (await request('POST', '/v1/responses', { ...asked, store: false })).json()) as {
      id: string;
    };
    expect(await (await request('GET', `/v1/responses/${stored.id}`)).json()).toEqual(stored);
    expect((await request('GET', `/v1/responses/${passing.id}`)).status).toBe(404);
    const next = await request('POST', '/v1/responses', { ...asked, previous_response_id: stored.id });
    expect(await next.json()).toMatchObject({ status: 'completed', previous_response_id: stored.id });
  });

  it('know their models, dated ones too', async () => {
    expect((await request('GET', '/v1/models/gpt-4o-2024-08-06')).status).toBe(200);
    const unknown = await request('GET', '/v1/models/gpt-9');
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'model_not_found' } }]);
  });

  it('echo the parameters of the request', async () => {
    const parameters = {
      instructions: 'Be brief.',
      temperature: 0.3,
      tools: [{ type: 'web_search' }],
      tool_choice: 'none',
      user: 'someone',
      store: false,
      service_tier: 'flex',
    };
    const response = await request('POST', '/v1/responses', { ...asked, ...parameters });
    expect(await response.json()).toMatchObject({ ...parameters, model: asked.model, metadata: instant });
  });

  it.each([
    ['function_call', { tools: [{ type: 'function', name: 'f', parameters: {}, strict: true }] }],
    ['custom_tool_call', { tools: [{ type: 'custom', name: 'c' }] }],
    ['web_search_call', { tools: [{ type: 'web_search' }] }],
    ['message', { tools: [{ type: 'tool_of_next_year' }] }],
    ['message', { tools: [{ type: 'web_search' }], tool_choice: 'none' }],
    [
      'message',
      { tools: [{ type: 'custom', name: 'c' }], input: [{ type: 'custom_tool_call_output', output: 'done' }] },
    ],
    ['reasoning', { reasoning: { summary: 'auto' } }],
  ])('begin with a %s where %j asks for it', async (type, parameters) => {
    const response = await request('POST', '/v1/responses', { ...asked, ...parameters });
    const { output } = (await response.json()) as OpenAI.Responses.Response;
    expect(output[0]?.type).toBe(type);
  });

  it('fit the JSON schema that they are asked for', async () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        size: { $ref: '#/$defs/size' },
        tags: { type: 'array', items: { enum: ['a'] } },
      },
      $defs: { size: { type: 'integer', minimum: 3 } },
    };
    const text = { format: { type: 'json_schema', name: 'thing', schema } };
    const response = await request('POST', '/v1/responses', { ...asked, text });
    const { output } = (await response.json()) as OpenAI.Responses.Response;
    const [said] = output.flatMap((item) => (item.type === 'message' ? item.content : []));
    expect(JSON.parse(said?.type === 'output_text' ? said.text : '')).toEqual({
      name: 'example name',
      size: 3,
      tags: ['a'],
    });
  });
});

describe("OpenAI's own SDK", () => {
  const client = () => new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'sk-test', maxRetries: 1 });

  it('creates, and quotes the prompt whatever its script', async () => {
    const response = await client().responses.create({ ...asked, input: 'Grüße — 你好 🦄' });
    expect(response.output_text).toContain('Grüße — 你好 🦄');
  });

  it('streams, and accumulates the same response', async () => {
    const played = client().responses.stream({ ...asked, metadata: { ...instant, scenario: 'reasoning' } });
    let text = '';
    for await (const event of played) if (event.type === 'response.output_text.delta') text += event.delta;
    expect((await played.finalResponse()).output_text).toBe(text);
  });

  it('retries what may be retried and raises the rest', async () => {
    const ok = await client().responses.create({
      ...asked,
      input: 'again',
      metadata: { ...instant, scenario: 'rate-limit-then-ok' },
    });
    expect(ok.status).toBe('completed');
    const quota = client().responses.create({ ...asked, metadata: { ...instant, scenario: 'quota' } });
    await expect(quota).rejects.toBeInstanceOf(OpenAI.RateLimitError);
  });
});
