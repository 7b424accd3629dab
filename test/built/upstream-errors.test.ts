import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import { mainPath } from '../../lib/endpoints/paths.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { goodStream, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MAX_RETRIES = 2;
const TIMEOUT_SECONDS = 6;
const HEADER_TIMEOUT_MS = 1000;
const ENDPOINTS = [
  { ...endpointNamed('create-text'), timeoutSeconds: TIMEOUT_SECONDS },
  { ...endpointNamed('stream-text'), timeoutSeconds: TIMEOUT_SECONDS },
];
let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  stack = await startStack({
    upstream: upstream.url,
    endpoints: ENDPOINTS,
    environment: {
      OPENAI_MAX_RETRIES: String(MAX_RETRIES),
      OPENAI_RETRY_DELAY: '0',
      OPENAI_TIMEOUT: String(HEADER_TIMEOUT_MS),
    },
  });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

const openaiError = (
  message: string,
  code: string | null = null,
  param: string | null = null,
  type = 'invalid_request_error',
) => ({
  error: { message, type, param, code },
});

/** Both endpoints: what fails before the first byte looks the same. */
describe.each(ENDPOINTS)('$name', ({ name, paths }) => {
  const path = mainPath(paths);
  let count = 0;
  /** Answers a request under an id of its own, so that its log record can be found. */
  async function ask(handler: UpstreamHandler, retriedTo: UpstreamHandler = handler) {
    count += 1;
    const safetyIdentifier = `${name}-${count}`;
    const before = upstream.requests.length;
    upstream.handle((request, response) =>
      (upstream.requests.length === before + 1 ? handler : retriedTo)(request, response),
    );
    const response = await stack.post(path, { input: 'Hello', safety_identifier: safetyIdentifier });
    const text = await response.text();
    const { line } = await stack.logged(`"safety_identifier":"${safetyIdentifier}"`);
    return {
      status: response.status,
      headers: response.headers,
      body: response.status === 200 ? {} : JSON.parse(text),
      attempts: upstream.requests.length - before,
      retries: JSON.parse(line).metadata.retries,
    };
  }
  const good = name === 'create-text' ? playJson(RESPONSE) : goodStream;

  it.each([
    [
      400,
      'unsupported_parameter',
      'temperature',
      "Unsupported parameter: 'temperature' is not supported with this model.",
      1,
    ],
    [401, 'invalid_api_key', null, 'Incorrect API key provided: [redacted].', 1],
    [403, 'unsupported_country_region_territory', null, 'Country, region, or territory not supported', 1],
    [404, 'model_not_found', 'model', "The model 'nope' does not exist", 1],
    [409, 'conversation_locked', null, 'Another process is currently operating on this conversation.', MAX_RETRIES + 1],
    [422, 'a_code_of_tomorrow', 'input', 'The content cannot be processed.', 1],
    [429, 'rate_limit_exceeded', null, 'Rate limit reached for gpt-6.1-terra.', MAX_RETRIES + 1],
    [500, 'server_error', null, 'The server had an error.', MAX_RETRIES + 1],
    [503, 'slow_down', null, 'Slow down', MAX_RETRIES + 1],
  ])('keeps a %i and what OpenAI said (%s)', async (status, code, param, message, attempts) => {
    const headers = { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-reset-tokens': '6m0s' };
    const answer = await ask(
      playJson(openaiError(message.replace('[redacted]', 'sk-abc***xyz'), code, param), status, headers),
    );
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      statusCode: status,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      path,
      message,
      request_id: 'req_test',
      error_code: code,
      ...(param === null ? {} : { parameter: param }),
      hint: expect.stringMatching(/\w{3}/),
      rate_limit_info: { limit_requests: 500, reset_tokens: '6m0s' },
      openai_error: { type: 'invalid_request_error', code, ...(param === null ? {} : { param }), message },
    });
    expect(answer.headers.get('x-openai-request-id')).toBe('req_test');
    expect(answer).toMatchObject({ attempts, retries: attempts - 1 });
  });

  it('tries again after a 429, and says so in the log', async () => {
    const refusal = playJson(openaiError('Rate limit reached', 'rate_limit_exceeded'), 429, { 'retry-after-ms': '10' });
    expect(await ask(refusal, good)).toMatchObject({ status: 200, attempts: 2, retries: 1 });
  });

  it('tries again on a broken connection', async () => {
    const breaks: UpstreamHandler = (_request, response) => void response.socket?.resetAndDestroy();
    // One that was kept may be dead for reasons of its own, and is replaced without counting; this wants a new one.
    await ask(playJson(openaiError('No'), 400, { connection: 'close' }));
    expect(await ask(breaks, good)).toMatchObject({ status: 200, attempts: 2, retries: 1 });
  });

  it('does not try again where the quota is used up', async () => {
    const quota = playJson(openaiError('You exceeded your current quota', 'insufficient_quota'), 429, {
      'retry-after': '1',
    });
    const answer = await ask(quota, good);
    expect(answer).toMatchObject({ status: 429, attempts: 1, body: { error_code: 'insufficient_quota' } });
  });

  it.each([
    ['obeys x-should-retry: false', 500, 'false', 1],
    ['obeys x-should-retry: true', 400, 'true', MAX_RETRIES + 1],
  ])('%s', async (_, status, shouldRetry, attempts) => {
    const refusal = playJson(openaiError('No', 'x'), status, { 'x-should-retry': shouldRetry });
    expect(await ask(refusal)).toMatchObject({ status, attempts });
  });

  it('fails at once where it would have to wait longer than it may run', async () => {
    const refusal = playJson(openaiError('Rate limit reached', 'rate_limit_exceeded'), 429, { 'retry-after': '30' });
    const answer = await ask(refusal, good);
    expect(answer).toMatchObject({ status: 429, attempts: 1, body: { retry_after_seconds: 30 } });
    expect(answer.headers.get('retry-after')).toBe('30');
  });

  it('answers 504 where no headers come, and pays for no second one', async () => {
    const startedAt = performance.now();
    const answer = await ask(() => {});
    expect(answer).toMatchObject({ status: 504, attempts: 1, retries: 0, body: { error_code: 'upstream_timeout' } });
    expect(performance.now() - startedAt).toBeGreaterThan(HEADER_TIMEOUT_MS - 50);
  });

  it.each([
    ['a 101', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'],
    ['a 199', 'HTTP/1.1 199 Odd\r\n\r\n'],
    ['a 199 with a body', 'HTTP/1.1 199 Odd\r\ncontent-length: 2\r\n\r\n{}'],
    ['a 104 and no HTTP after it', 'HTTP/1.1 104 Odd\r\n\r\nnot HTTP at all'],
    ['a 600', 'HTTP/1.1 600 Odd\r\ncontent-length: 0\r\n\r\n'],
    ['no HTTP', '220 smtp.example.com ESMTP\r\n'],
  ])('answers 502 to %s, at once, and leaves its record', async (_, bytes) => {
    const answer = await ask((_request, response) => void response.socket?.write(bytes));
    expect(answer).toMatchObject({ status: 502, attempts: 1, body: { error_code: 'upstream_protocol_error' } });
  });

  it.each(['-3', 'soon', 'Sun, 06 Nov 1994 08:49:37 GMT'])(
    'takes a retry-after of %s for no information',
    async (value) => {
      const refusal = playJson(openaiError('Rate limit reached', 'rate_limit_exceeded'), 429, { 'retry-after': value });
      const answer = await ask(refusal);
      expect(answer).toMatchObject({ status: 429, attempts: MAX_RETRIES + 1 });
      expect(answer.body).not.toHaveProperty('retry_after_seconds');
      expect(answer.headers.has('retry-after')).toBe(false);
    },
  );

  it('answers 502 to a page in place of an API answer', async () => {
    const html: UpstreamHandler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Welcome</title></html>');
    };
    const answer = await ask(html);
    expect(answer).toMatchObject({ status: 502, attempts: 1, body: { error_code: 'upstream_invalid_response' } });
    expect(JSON.stringify(answer.body)).not.toContain('Welcome');
  });

  it('stays the same process through all of it, and answers the next request', async () => {
    expect(await ask(good)).toMatchObject({ status: 200, retries: 0 });
    expect(stack.host.processes(name)).toHaveLength(1);
  });
});

describe('create-text, once the headers have come', () => {
  const ask = async (handler: UpstreamHandler) => {
    upstream.handle(handler);
    const response = await stack.post('/api/responses/text', { input: 'Hello' });
    return { status: response.status, body: await response.json() };
  };
  const half: UpstreamHandler = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":"resp_1",');
  };

  it('answers 504 before its own deadline where the rest does not come', async () => {
    const startedAt = performance.now();
    expect(await ask(half)).toMatchObject({ status: 504, body: { error_code: 'function_timeout' } });
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_SECONDS * 1000);
  });

  it('answers 502 where the connection breaks', async () => {
    const cut: UpstreamHandler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":"resp_1",', () => response.socket?.destroySoon());
    };
    expect(await ask(cut)).toMatchObject({ status: 502, body: { error_code: 'upstream_connection_lost' } });
  });

  it.each(['{"id":"resp_1",', 'null', '[]', '"x"', ''])(
    'answers 502 where the body is no JSON object (%s)',
    async (body) => {
      const ends: UpstreamHandler = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      };
      expect(await ask(ends)).toMatchObject({ status: 502, body: { error_code: 'upstream_invalid_response' } });
      upstream.handle(playJson(RESPONSE));
      expect((await stack.post('/api/responses/text', { input: 'Hello' })).status).toBe(200);
      expect(stack.host.processes('create-text')).toHaveLength(1);
    },
  );
});

describe('nobody at the address', () => {
  it('answers 502 after all attempts', async () => {
    const gone = await startUpstream();
    await gone.close();
    const lonely = await startStack({
      upstream: gone.url,
      environment: { OPENAI_MAX_RETRIES: String(MAX_RETRIES), OPENAI_RETRY_DELAY: '0' },
    });
    const response = await lonely.post('/api/responses/text', { input: 'Hello', safety_identifier: 'lonely' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ statusCode: 502, error_code: 'upstream_unreachable' });
    const { line } = await lonely.logged('"safety_identifier":"lonely"');
    expect(JSON.parse(line).metadata.retries).toBe(MAX_RETRIES);
    await lonely.close();
  });
});
