import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { everyCall, makeCall } from './every-call.ts';
import { RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let upstream: Upstream;
const stacks = new Map<string, Stack>();
const stackOf = (payloads: string) => stacks.get(payloads) as Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  for (const payloads of ['none', 'redacted', 'full']) {
    const environment = { OPENAI_MAX_RETRIES: '0', LOG_PAYLOADS: payloads, OPENAI_STREAM_IDLE_TIMEOUT: '20000' };
    stacks.set(payloads, await startStack({ upstream: upstream.url, environment }));
  }
});
afterAll(async () => {
  await Promise.all([...stacks.values()].map((stack) => stack.close()));
  await upstream.close();
});

/** A handler that answers with a body as it is. */
function playBody(body: string | Buffer, status: number, headers: Record<string, string> = {}): UpstreamHandler {
  return (_request, response) => {
    response.writeHead(status, { 'x-request-id': 'req_test', ...headers }).end(body);
  };
}

async function ask(name: string, handler: UpstreamHandler, payloads = 'redacted') {
  upstream.handle(handler);
  const call = everyCall.find((row) => row.name === name) ?? everyCall[0];
  const { status, text } = await makeCall(stackOf(payloads).url, call as (typeof everyCall)[number]);
  return { status, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

const nested = (depth: number) => `${'{"error":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe.each(['create-text', 'stream-text', 'create-image', 'retrieve-response'])('what refuses %s', (name) => {
  it.each<readonly [string, number, string, object]>([
    [
      'a detail',
      400,
      '{"detail":"Unsupported parameter: top_k"}',
      { message: 'Unsupported parameter: top_k', error_code: 'unsupported_parameter', parameter: 'top_k' },
    ],
    [
      'a list of details',
      422,
      '{"detail":[{"loc":["body","tools",0],"msg":"value is bad","type":"v"}]}',
      { message: 'value is bad', error_code: 'unprocessable_entity', parameter: 'tools[0]' },
    ],
    [
      'errors',
      400,
      '{"errors":[{"message":"bad thing","code":7003}],"success":false}',
      { message: 'bad thing', error_code: '7003' },
    ],
    [
      'an array',
      404,
      '[{"error":{"message":"in array","code":404}}]',
      { message: 'in array', error_code: 'not_found' },
    ],
    [
      'a message',
      403,
      '{"message":"Forbidden by policy"}',
      { message: 'Forbidden by policy', error_code: 'permission_denied' },
    ],
    ['an error that is text', 500, '{"error":"Overheated"}', { message: 'Overheated', error_code: 'upstream_error' }],
    ['text', 503, 'no healthy upstream', { message: 'no healthy upstream', error_code: 'service_unavailable' }],
    [
      'a page',
      502,
      '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
      { message: 'A web page came in place of an answer: "502 Bad Gateway".', error_code: 'upstream_error' },
    ],
    ['nothing', 429, '', { message: 'OpenAI is refusing requests for now.', error_code: 'too_many_requests' }],
    ['an empty list', 400, '[]', { message: 'OpenAI refused the request as invalid.', error_code: 'bad_request' }],
    ['null', 400, 'null', { error_code: 'bad_request' }],
  ])('keeps its reason: %s', async (_form, status, body, expected) => {
    const answer = await ask(name, playBody(body, status, { 'content-type': 'application/json' }));
    expect(answer).toMatchObject({ status, body: { ...expected, statusCode: status, request_id: 'req_test' } });
  });

  it.each([400, 500])('is 502 where the body of its %i is nested absurdly', async (status) => {
    const deep = await ask(name, playBody(nested(100_000), status));
    expect(deep).toMatchObject({ status: 502, body: { error_code: 'upstream_invalid_response' } });
    expect(deep.body.message).toContain('nested');
    expect(await ask(name, playJson({ error: { message: 'No.' } }, 400))).toMatchObject({ status: 400 });
    expect(stackOf('redacted').host.processes(name)).toHaveLength(1);
  });

  it('is read where it is compressed', async () => {
    const body = gzipSync('{"detail":"Unsupported parameter: top_k"}');
    const answer = await ask(name, playBody(body, 400, { 'content-encoding': 'gzip' }));
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'unsupported_parameter' } });
  });

  it('names a coding that cannot be decoded', async () => {
    const refusal = await ask(name, playBody('x', 400, { 'content-encoding': 'compress' }));
    expect(refusal).toMatchObject({ status: 400, body: { message: expect.stringContaining('"compress"') } });
    const accepted = await ask(name, playBody('x', 200, { 'content-encoding': 'compress' }));
    expect(accepted).toMatchObject({ status: 502, body: { error_code: 'upstream_invalid_response' } });
    expect(accepted.body.message).toContain('"compress"');
  });
});

describe('the body of a refusal in the log', () => {
  it.each<readonly [string, unknown]>([
    ['none', { detail: 'string of 40', sought: 'number' }],
    ['redacted', { detail: '[40 characters]', sought: 1 }],
    ['full', { detail: 'Unsupported parameter: top_k (sk-[masked])', sought: 1 }],
  ])('is kept as LOG_PAYLOADS says: %s', async (payloads, logged) => {
    const detail = 'Unsupported parameter: top_k (sk-abcdef)';
    await ask('create-text', playJson({ detail, sought: 1 }, 400), payloads);
    const { line } = await stackOf(payloads).logged('"sought"');
    expect(JSON.parse(line).upstream_error).toEqual(logged);
  });

  it('is not there where nobody refused', async () => {
    await ask('create-text', playJson({ ...RESPONSE, id: 'resp_good' }), 'full');
    const { line } = await stackOf('full').logged('resp_good');
    expect(JSON.parse(line)).not.toHaveProperty('upstream_error');
  });
});

describe('an answer that breaks off', () => {
  const cut: UpstreamHandler = (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .write('{"id":"resp_1",', () => response.socket?.destroy());
  };

  it.each(
    everyCall.filter(({ answers, name }) => answers === 'json' && !name.startsWith('delete-')).map(({ name }) => name),
  )('says so in words of its own: %s', async (name) => {
    const { status, body } = await ask(name, cut);
    expect(status).toBe(502);
    expect(body).toMatchObject({
      error_code: 'upstream_connection_lost',
      message: 'The connection to OpenAI broke before its answer was whole.',
    });
    expect(`${body.message} ${body.hint}`).not.toMatch(/last_sequence|stream/i);
  });
});
