import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StandIn, startStandIn } from '../../infra/local/openai/server.ts';
import { compactRequestSchema } from '../../lib/apis/responses/schemas/compact-request.ts';
import { inputTokensRequestSchema } from '../../lib/apis/responses/schemas/input-tokens-request.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamRequest } from '../support/upstream.ts';
import { type Answer, ask, DOORS, playError, queryOf, refusal } from './lifecycle-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ITEMS = '/api/responses/resp_1/input-items';
const TOKENS = '/api/responses/input-tokens';
const COMPACT = '/api/responses/compact';
const DEFAULT_MODEL = 'gpt-6.1-sol';

let upstream: Upstream;
let standIn: StandIn;
let stack: Stack;
let played: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  standIn = await startStandIn({ now: Date.now });
  const environment = { OPENAI_MAX_RETRIES: '0', OPENAI_DEFAULT_MODEL: DEFAULT_MODEL, LOG_PAYLOADS: 'full' };
  stack = await startStack({ upstream: upstream.url, environment });
  played = await startStack({ upstream: `${standIn.url}/v1`, environment });
});
afterAll(() => Promise.all([stack, played, upstream, standIn].map((part) => part.close())));

const sent = (): UpstreamRequest => upstream.requests.at(-1) as UpstreamRequest;

function post(path: string, body: unknown, headers: Readonly<Record<string, string>>, asked = stack): Promise<Answer> {
  const json = { 'content-type': 'application/json', ...headers };
  return ask(asked, 'POST', path, { headers: json, body: JSON.stringify(body) });
}

describe.each(DOORS)('list-input-items through %s', (_door, headers) => {
  const page = {
    object: 'list',
    data: [{ id: 'msg_1', type: 'message', role: 'user', content: [{ type: 'input_text', text: '日本 🦄' }], more: 1 }],
    first_id: 'msg_1',
    last_id: 'msg_1',
    has_more: true,
    of_tomorrow: null,
  };
  const urls = 'message.input_image.image_url';
  const logprobs = 'message.output_text.logprobs';

  it.each([
    ['', []],
    ['?limit=5', [['limit', '5']]],
    [
      '?order=asc&after=msg_0',
      [
        ['order', 'asc'],
        ['after', 'msg_0'],
      ],
    ],
    [
      `?include=${urls},${logprobs}`,
      [
        ['include[]', urls],
        ['include[]', logprobs],
      ],
    ],
    [
      `?include[]=${urls}&limit=100&utm_source=x`,
      [
        ['include[]', urls],
        ['limit', '100'],
      ],
    ],
    ...[
      `?include[0]=${urls}&include[1]=${logprobs}`,
      `?include%5B%5D=${urls}&include%5B%5D=${logprobs}`,
      `?include%5B1%5D=${logprobs}&include%5B0%5D=${urls}`,
      `?include=${urls}&include=${logprobs}`,
      `?include=${urls}%2C${logprobs}`,
    ].map(
      (query) =>
        [
          query,
          [
            ['include[]', urls],
            ['include[]', logprobs],
          ],
        ] as [string, string[][]],
    ),
  ])('passes %j on, and the page as it comes', async (query, expected) => {
    upstream.handle(playJson(page));
    const answer = await ask(stack, 'GET', `${ITEMS}${query}`, { headers });
    expect([answer.status, answer.body]).toEqual([200, page]);
    expect(answer.headers.get('x-openai-request-id')).toBe('req_test');
    expect(sent()).toMatchObject({
      method: 'GET',
      url: expect.stringMatching(/^\/v1\/responses\/resp_1\/input_items/),
    });
    expect([...queryOf(sent())].sort()).toEqual(expected.toSorted());
  });

  it.each([
    ['?limit=0', 'limit', 'limit must be between 1 and 100'],
    ['?limit=101', 'limit', 'limit must be between 1 and 100'],
    ['?limit=ten', 'limit', 'limit must be between 1 and 100'],
    ['?order=newest', 'order', 'Send order=asc or order=desc, once'],
    ['?after=', 'after', 'Send the ID of the last item that came, like after=msg_abc123, once'],
    ['?include=all', 'include[0]', 'Use any of: '],
  ])('asks nobody for %s', async (query, parameter, hint) => {
    const before = upstream.requests.length;
    expect(await ask(stack, 'GET', `${ITEMS}${query}`, { headers })).toMatchObject({
      status: 400,
      body: { error_code: 'validation_failed', parameter, hint: expect.stringContaining(hint) },
    });
    expect(upstream.requests).toHaveLength(before);
  });

  it('names the media type of a spoken part', async () => {
    const part = { type: 'output_audio', data: Buffer.from('RIFF').toString('base64'), transcript: 'Hi' };
    const item = { id: 'msg_2', type: 'message', role: 'assistant' };
    upstream.handle(playJson({ ...page, data: [null, { ...item, content: [part] }] }));
    const { body } = await ask(stack, 'GET', ITEMS, { headers });
    expect(body.data).toEqual([null, { ...item, content: [{ ...part, media_type: 'audio/wav' }] }]);
  });

  it('keeps what OpenAI says of a response that it does not have', async () => {
    upstream.handle(refusal.notFound('resp_1'));
    expect(await ask(stack, 'GET', ITEMS, { headers })).toMatchObject({
      status: 404,
      body: { error_code: 'response_not_found', path: ITEMS },
    });
  });

  it('walks all pages', async () => {
    const input = ['one', 'two', 'three'].map((content) => ({ role: 'user', content }));
    const created = await post('/api/responses/text', { input, store: true }, headers, played);
    const texts: string[] = [];
    let after = '';
    for (let more = true; more; ) {
      const path = `/api/responses/${created.body.id}/input-items?limit=1&order=asc${after}`;
      const { body } = await ask(played, 'GET', path, { headers });
      texts.push(...[...JSON.stringify(body.data).matchAll(/"text":"(\w+)"/g)].map(([, text = '']) => text));
      after = `&after=${body.last_id}`;
      more = body.has_more === true && texts.length < 9;
    }
    expect(texts).toEqual(['one', 'two', 'three']);
  });
});

/** Fields of the create request, as Codex and other clients send them wherever they send a conversation. */
const elsewhere = {
  tools: [{ type: 'function', name: 'shell', description: null, parameters: {}, strict: false }],
  parallel_tool_calls: true,
  reasoning: { effort: 'high', summary: null },
  text: { verbosity: 'low', format: null },
  store: false,
  metadata: { order: '4711' },
  include: ['reasoning.encrypted_content'],
  user: null,
};

describe.each(DOORS)('through %s', (_door, headers) => {
  const conversation = [
    { role: 'user', content: 'Hello' },
    { type: 'item_of_tomorrow', of: { a: 1 } },
  ];

  describe.each([
    [
      'count-input-tokens',
      TOKENS,
      '/v1/responses/input_tokens',
      { object: 'response.input_tokens', input_tokens: 11 },
      { tools: [{ type: 'function', name: 'weather', parameters: {} }], personality: 'friendly' },
      ['instrutions', 'instructions'],
    ],
    [
      'compact-response',
      COMPACT,
      '/v1/responses/compact',
      {
        id: 'resp_2',
        object: 'response.compaction',
        output: [{ type: 'compaction', encrypted_content: 'sealed' }],
        usage: { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 },
      },
      { prompt_cache_key: 'key', service_tier: 'default' },
      ['previous_respons_id', 'previous_response_id'],
    ],
  ] as const)('%s', (_name, path, upstreamPath, answered, more, [slip, meant]) => {
    it('passes the request on with the default model, and the answer as it comes', async () => {
      upstream.handle(playJson({ ...answered, of_tomorrow: [1] }));
      const { status, body } = await post(path, { input: conversation, ...more }, headers);
      expect([status, body]).toEqual([200, { ...answered, of_tomorrow: [1] }]);
      expect(sent()).toMatchObject({ method: 'POST', url: upstreamPath });
      expect(sent().json()).toEqual({ model: DEFAULT_MODEL, input: conversation, ...more });
    });

    it.each([
      ['gpt-6.1-luna', 'gpt-6.1-luna'],
      [null, DEFAULT_MODEL],
    ])('takes the model %s', async (model, expected) => {
      upstream.handle(playJson(answered));
      expect((await post(path, { input: 'Hello', model }, headers)).status).toBe(200);
      expect(sent().json()).toEqual({ model: expected, input: 'Hello' });
    });

    it('passes on what other requests take, as Codex sends it, and names what it does not know', async () => {
      upstream.handle(playJson(answered));
      const known = Object.keys((path === TOKENS ? inputTokensRequestSchema : compactRequestSchema).unwrap().shape);
      const body = { input: 'Hello', model: DEFAULT_MODEL, ...elsewhere };
      const reply = await post(path, body, headers);
      expect(reply.status).toBe(200);
      expect(sent().json()).toEqual(body);
      const unknown = Object.keys(elsewhere).filter((name) => !known.includes(name));
      expect(unknown.length).toBeGreaterThan(3);
      for (const name of unknown) expect(reply.headers.get('x-request-warnings')).toContain(`'${name}'`);
    });

    it('names the nearest field for one that it does not know, and asks nobody', async () => {
      const before = upstream.requests.length;
      const { status, body } = await post(path, { input: 'Hello', [slip]: 'x' }, headers);
      expect([status, body.error_code, body.parameter]).toEqual([400, 'validation_failed', slip]);
      expect(body.hint).toContain(`'${meant}'`);
      expect(upstream.requests).toHaveLength(before);
    });

    it.each([
      ['no JSON', { 'content-type': 'application/json' }, '{', 400, 'invalid_json'],
      ['no body', {}, null, 415, 'unsupported_media_type'],
    ] as const)('refuses %s', async (_what, type, body, status, error_code) => {
      const answer = await ask(stack, 'POST', path, { body, headers: { ...headers, ...type } });
      expect(answer).toMatchObject({ status, body: { error_code } });
    });

    it('keeps what OpenAI says of a model that it does not know', async () => {
      upstream.handle(playError(404, "The model 'nope' does not exist", 'model_not_found', 'model'));
      expect(await post(path, { input: 'Hello', model: 'nope' }, headers)).toMatchObject({
        status: 404,
        body: { error_code: 'model_not_found', parameter: 'model', hint: expect.any(String) },
      });
    });
  });

  it.each([[{}], [{ input: null }], [{ model: 'gpt-6.1-luna', previous_response_id: null }]])(
    'compact-response has nothing to compact in %j',
    async (body) => {
      expect(await post(COMPACT, body, headers)).toMatchObject({
        status: 400,
        body: { parameter: 'input', hint: expect.stringContaining('previous_response_id') },
      });
    },
  );

  it('count-input-tokens takes no conversation beside a previous response', async () => {
    const body = { conversation: 'conv_1', previous_response_id: 'resp_1' };
    expect(await post(TOKENS, body, headers)).toMatchObject({ status: 400, body: { error_code: 'validation_failed' } });
  });

  it('compact-response tells what it cost, by the model that was asked', async () => {
    const usage = { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 };
    upstream.handle(playJson({ id: 'resp_2', object: 'response.compaction', output: [], usage }));
    const answer = await post(COMPACT, { input: 'Hello', model: 'gpt-6.1-terra' }, headers);
    expect(Number(answer.headers.get('x-estimated-cost-usd'))).toBeGreaterThan(0);
    const other = await post(COMPACT, { input: 'Hello', model: 'a-model-without-a-price' }, headers);
    expect(other.headers.has('x-estimated-cost-usd')).toBe(false);
  });
});
