import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { documentedAs, problemsOf } from './openapi-validator.ts';
import { checkedJson, type OpenapiWorld, startOpenapiWorld } from './openapi-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: OpenapiWorld;

beforeAll(async () => {
  world = await startOpenapiWorld({ OPENAI_MAX_RETRIES: '0' });
});
afterAll(() => world.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const json = (body: object): RequestInit => ({ method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
const played = (scenario: string) => json({ input: 'A shore', metadata: { scenario, pace: 'none' } });

const TEXT = '/api/responses/text';

type Failing = readonly [status: number, code: string, operationId: string, path: string, init?: RequestInit];

const failures: readonly Failing[] = [
  [400, 'invalid_json', 'create-text', TEXT, { method: 'POST', headers: JSON_TYPE, body: '{"input":' }],
  [400, 'validation_failed', 'create-text', TEXT, json({ input: 'x', temperature: 3, tools: [{}], temprature: 1 })],
  [400, 'validation_failed', 'stream-image', '/api/responses/images/stream', json({ input: 'x', image_size: '1x1' })],
  [400, 'validation_failed', 'list-input-items', '/api/responses/resp_1/input-items?limit=0'],
  [400, 'moderation_blocked', 'create-image', '/api/responses/images', played('image-moderation')],
  [401, 'webhook_rejected', 'receive-webhook', '/api/webhooks/openai', json({ type: 'response.completed' })],
  [404, 'route_not_found', 'health', '/api/none'],
  [404, 'images_not_found', 'get-image-url', '/api/responses/resp_1/images'],
  [404, 'response_not_found', 'retrieve-response', '/api/responses/resp_1'],
  [404, 'response_not_found', 'resume-stream', '/api/responses/resp_1/stream'],
  [404, 'response_not_found', 'delete-response', '/api/responses/resp_1', { method: 'DELETE' }],
  [404, 'usage_not_kept', 'get-usage', '/api/usage'],
  [405, 'method_not_allowed', 'health', '/api/health', { method: 'DELETE' }],
  [413, 'request_too_large', 'stream-text', `${TEXT}/stream`, json({ input: 'x'.repeat(6 * 1024 * 1024) })],
  [415, 'unsupported_media_type', 'create-text', TEXT, { method: 'POST', body: 'Hello' }],
  [429, 'rate_limit_exceeded', 'create-text', TEXT, played('rate-limit')],
  [429, 'insufficient_quota', 'stream-text', `${TEXT}/stream`, played('quota')],
  [500, 'server_error', 'create-text', TEXT, played('server-error')],
];

describe('a failure is answered as documented', () => {
  it.each(failures)('%s %s, of %s', async (...failure) => {
    const [status, code, operationId, path, init] = failure as unknown as Failing;
    const answer = await checkedJson(operationId, await fetch(`${world.stack.url}${path}`, init));
    expect(answer).toMatchObject({ status, body: { error_code: code }, problems: [] });
    expect(documentedAs(operationId).statuses).toContain(String(status));
  });

  it('with a wrong key at OpenAI', async () => {
    const refused = await startOpenapiWorld({ OPENAI_API_KEY: 'sk-wrong' });
    const answer = await checkedJson('create-text', await refused.stack.post(TEXT, { input: 'x' }));
    await refused.close();
    expect(answer).toMatchObject({ status: 401, body: { error_code: 'invalid_api_key' }, problems: [] });
  });

  it('where OpenAI cannot be reached', async () => {
    const lost = await startOpenapiWorld({ OPENAI_API_BASE_URL: 'http://127.0.0.1:1/v1', OPENAI_MAX_RETRIES: '0' });
    const answer = await checkedJson('create-text', await lost.stack.post(TEXT, { input: 'x' }));
    await lost.close();
    expect(answer).toMatchObject({ status: 502, body: { error_code: 'upstream_unreachable' }, problems: [] });
  });
});

describe('a body is not as documented', () => {
  const good = { statusCode: 400, timestamp: 't', path: '/', message: 'm', error_code: 'new_code', hint: 'h' };
  const { hint: _, ...without } = good;
  it.each([
    ['without a hint', 400, without],
    ['with a field of nobody', 400, { ...good, stack: 'at …' }],
    ['with a status as text', 400, { ...good, statusCode: '400' }],
    ['of a status that is documented, where the endpoint has another form', 200, good],
  ])('%s', (_name, status, body) => {
    expect(problemsOf('create-text', 400, 'application/json', good)).toEqual([]);
    expect(problemsOf('create-text', status, 'application/json', body)).not.toEqual([]);
  });

  it('of another content type', () => {
    expect(problemsOf('create-text', 200, 'text/event-stream', {})).toHaveLength(1);
  });
});
