import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { playEvents, playJson, startUpstream, type Upstream } from '../support/upstream.ts';
import { CREATED, completed, delta, goodStream, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KEY = 'sk-proj-Abcdefgh1234567890Abcdefgh1234567890';
const ANOTHER_KEY = 'sk-someoneelses0987654321someoneelses';
const CALLERS_TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl';
const PROMPT = 'a platypus in a bowler hat';
const ANSWER = 'Platypuses seldom wear hats';
const BASE64 = Buffer.from('an image that nobody may see in a log, whatever its level').toString('base64').repeat(3);

const RATE_LIMITS = { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-reset-tokens': '6m0s' };
const STREAM = [
  CREATED,
  delta(1, ANSWER),
  { ...delta(2, ''), type: 'response.output_text.done', text: ANSWER },
  completed(3),
];

const request = (safetyIdentifier: string) => ({
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: `${PROMPT}. My key is ${ANOTHER_KEY}.` },
        { type: 'input_image', image_url: `data:image/png;base64,${BASE64}` },
      ],
    },
  ],
  instructions: PROMPT,
  tools: [{ type: 'mcp', server_label: 'x', server_url: 'https://x.test', authorization: CALLERS_TOKEN }],
  safety_identifier: safetyIdentifier,
});

/** Every request's record, whichever endpoint, has exactly these fields. */
const METADATA = {
  latency_ms: expect.any(Number),
  time_to_first_event_ms: null,
  tokens_used: 1200,
  cached_tokens: 400,
  reasoning_tokens: 50,
  // 600 · $1 + 400 · $0.05 + 200 · $5 a million tokens.
  cost_estimate: expect.closeTo(0.00162, 9),
  pricing_version: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  rate_limit_headers: RATE_LIMITS,
  response_status: 200,
  terminal_event: null,
  events: null,
  retries: 0,
  conversation: 'conv_1',
  service_tier: 'default',
  safety_identifier: 'user-1',
  openai_request_id: 'req_test',
};

describe.each(['none', 'redacted', 'full'])('with LOG_PAYLOADS=%s', (payloads) => {
  let upstream: Upstream;
  let stack: Stack;
  beforeAll(async () => {
    upstream = await startUpstream();
    const environment = { OPENAI_API_KEY: KEY, LOG_PAYLOADS: payloads, LOG_LEVEL: 'DEBUG', OPENAI_MAX_RETRIES: '0' };
    stack = await startStack({ upstream: upstream.url, environment });
  });
  afterAll(async () => {
    await stack.close();
    await upstream.close();
  });

  async function recordOf(path: string, safetyIdentifier: string): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bearer ${CALLERS_TOKEN}` };
    await (await stack.post(path, request(safetyIdentifier), { headers })).text();
    return JSON.parse((await stack.logged(`"safety_identifier":"${safetyIdentifier}"`)).line);
  }

  it('writes one whole record of create-text', async () => {
    const reasoning = {
      id: 'rs_1',
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: ANSWER }],
      encrypted_content: BASE64,
    };
    upstream.handle(playJson({ ...RESPONSE, conversation: { id: 'conv_1' }, output: [reasoning] }, 200, RATE_LIMITS));
    const { metadata, ...record } = await recordOf('/api/responses/text', 'user-1');
    expect(metadata).toEqual(METADATA);
    expect(record).toMatchObject({
      level: 'INFO',
      message: 'interaction',
      timestamp: expect.any(String),
      service: expect.any(String),
      api: 'responses',
      endpoint: 'create-text',
      request: expect.any(Object),
      response: expect.any(Object),
    });
  });

  it('writes one whole record of stream-text', async () => {
    const events = STREAM.map((event) =>
      'response' in event ? { ...event, response: { ...event.response, conversation: { id: 'conv_1' } } } : event,
    );
    upstream.handle((incoming, response) => {
      for (const [name, value] of Object.entries(RATE_LIMITS)) response.setHeader(name, value);
      return playEvents(events)(incoming, response);
    });
    const { metadata, endpoint } = await recordOf('/api/responses/text/stream', 'user-2');
    expect(endpoint).toBe('stream-text');
    expect(metadata).toEqual({
      ...METADATA,
      safety_identifier: 'user-2',
      time_to_first_event_ms: expect.any(Number),
      terminal_event: 'response.completed',
      events: {
        'response.created': 1,
        'response.output_text.delta': 1,
        'response.output_text.done': 1,
        'response.completed': 1,
      },
    });
    const types = stack
      .records()
      .flatMap(({ message, level, event_type: type }) => (message === 'event' && level === 'DEBUG' ? [type] : []));
    expect(types).toEqual(events.map(({ type }) => type));
  });

  it('writes a record at ERROR, and the code as a metric, of what failed', async () => {
    const message = `Incorrect API key provided: ${KEY}.`;
    upstream.handle(
      playJson({ error: { message, type: 'server_error', code: 'server_error', param: null } }, 500, RATE_LIMITS),
    );
    const record = await recordOf('/api/responses/text', 'user-3');
    expect(record).toMatchObject({
      level: 'ERROR',
      metadata: {
        response_status: 500,
        cost_estimate: null,
        tokens_used: null,
        rate_limit_headers: RATE_LIMITS,
        openai_request_id: 'req_test',
      },
    });
    const metrics = (await stack.logged('"ErrorsByCode"')).line;
    expect(JSON.parse(metrics)).toMatchObject({ error_code: 'server_error', ErrorsByCode: 1 });
  });

  it('counts and names events that nobody knows', async () => {
    upstream.handle(
      playEvents([CREATED, { type: 'response.of_tomorrow', sequence_number: 1 } as typeof CREATED, completed(2)]),
    );
    const record = await recordOf('/api/responses/text/stream', 'user-4');
    expect(record).toMatchObject({ metadata: { events: { 'response.of_tomorrow': 1 } } });
    const warning = stack.records().find(({ message }) => message === 'unknown events');
    expect(warning).toMatchObject({ level: 'WARN', types: { 'response.of_tomorrow': 1 } });
  });

  it('measures tokens, cost, latency, time to first event and unknown events', async () => {
    await stack.logged('"UnknownEvents":1');
    const metrics = stack.records().filter((record) => '_aws' in record);
    expect(metrics.find(({ TimeToFirstEvent }) => TimeToFirstEvent !== undefined)).toMatchObject({
      endpoint: 'stream-text',
      TokensUsed: 1200,
      CostEstimate: expect.closeTo(0.00162, 9),
      Latency: expect.any(Number),
    });
  });

  it('shows no key, authorization value or base64, and prompts and answers only where asked to', () => {
    const all = stack.logs.map(({ line }) => line).join('\n');
    expect(all).toContain('"safety_identifier":"user-4"');
    for (const secret of [KEY, KEY.slice(8), ANOTHER_KEY, CALLERS_TOKEN, BASE64.slice(0, 64)])
      expect(all).not.toContain(secret);
    expect(all.includes(PROMPT)).toBe(payloads === 'full');
    expect(all.includes(ANSWER)).toBe(payloads === 'full');
  });
});

describe('headers', () => {
  let upstream: Upstream;
  let stack: Stack;
  beforeAll(async () => {
    upstream = await startUpstream();
    stack = await startStack({ upstream: upstream.url, environment: { OPENAI_MAX_RETRIES: '0' } });
  });
  afterAll(async () => {
    await stack.close();
    await upstream.close();
  });

  const body = { input: 'Hello', model: 'gpt-image-1', include: ['mcp_call.outputs', 'reasoning.encrypted_content'] };

  it.each([
    ['create-text', '/api/responses/text', playJson(RESPONSE), '0.00162'],
    // What a stream costs is known when its status has long gone out; its last event says so.
    ['stream-text', '/api/responses/text/stream', goodStream, null],
  ])('of %s tell request id, cost, timing, warnings and the end of the model', async (_, path, handler, cost) => {
    upstream.handle(handler);
    const response = await stack.post(path, body);
    expect(response.status).toBe(200);
    await response.text();
    expect(response.headers.get('x-openai-request-id')).toBe('req_test');
    expect(response.headers.get('x-estimated-cost-usd')).toBe(cost);
    expect(response.headers.get('server-timing')).toMatch(/^upstream;dur=\d+\.\d, total;dur=\d+\.\d$/);
    expect(response.headers.get('x-request-warnings')).toContain("'mcp_call.outputs'");
    expect(response.headers.get('x-request-warnings')).not.toContain('reasoning.encrypted_content');
    expect(response.headers.get('x-model-shutdown')).toBe('2026-10-23');
    expect(upstream.requests.at(-1)?.json()).toMatchObject({ include: ['reasoning.encrypted_content'] });
  });

  it('say nothing that is not so', async () => {
    upstream.handle(playJson({ ...RESPONSE, model: 'a-model-without-a-price' }));
    const response = await stack.post('/api/responses/text', { input: 'Hello' });
    for (const name of ['x-estimated-cost-usd', 'x-request-warnings', 'x-model-shutdown'])
      expect(response.headers.has(name)).toBe(false);
  });

  it("are joined by a hint of the model's end where OpenAI no longer knows it", async () => {
    upstream.handle(
      playJson(
        {
          error: {
            message: "The model 'gpt-image-1' does not exist",
            type: 'invalid_request_error',
            code: 'model_not_found',
            param: 'model',
          },
        },
        404,
      ),
    );
    const response = await stack.post('/api/responses/text', body);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ hint: expect.stringContaining('2026-10-23') });
    expect(response.headers.get('x-model-shutdown')).toBe('2026-10-23');
  });
});
