import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { everyCall, makeCall } from './every-call.ts';
import { CREATED, completed, delta, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** This service's own key, and others that OpenAI may quote. */
const OWN = 'sk-proj-0wnKey0123456789-0wnKey0123456789';
const OTHER = 'sk-svcacct-somebodyelses987654321';
const STARRED = 'sk-abc*********************xyz9';

let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  const environment = { OPENAI_API_KEY: OWN, LOG_PAYLOADS: 'full', LOG_LEVEL: 'DEBUG', OPENAI_MAX_RETRIES: '0' };
  stack = await startStack({ upstream: upstream.url, environment });
});
afterAll(() => Promise.all([stack, upstream].map((part) => part.close())));

const keys = [OWN, OTHER, STARRED];

let calls = 0;

/** Makes every call of a kind, and returns all that went to callers and to the log. */
async function all(handler: UpstreamHandler, kind: 'json' | 'stream'): Promise<string> {
  const seen = stack.logs.length;
  const answers: string[] = [];
  for (const call of everyCall.filter(({ answers: answered }) => answered === kind)) {
    calls += 1;
    const header = `call-${calls}-`;
    upstream.handle((request, response) => {
      response.setHeader('x-ratelimit-sought', header);
      return handler(request, response);
    });
    answers.push((await makeCall(stack.url, call)).text);
    // The record comes after the answer.
    await stack.logged(header);
  }
  return [...answers, ...stack.logs.slice(seen).map(({ line }) => line)].join('\n');
}

const playText =
  (text: string): UpstreamHandler =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);

describe.each(keys)('a key that OpenAI repeats (%s)', (key) => {
  const message = `Incorrect API key provided: ${key}. You can find your API key at https://platform.openai.com.`;

  it.each<readonly [string, UpstreamHandler]>([
    ['a refusal', playJson({ error: { message, type: 'invalid_request_error', code: 'invalid_api_key' } }, 401)],
    ['a refusal of another form', playJson({ detail: [{ loc: ['header', key], msg: message, type: key }] }, 400)],
    ['a refusal of the server', playJson({ message, code: key }, 500)],
    ['a refusal in text', (_request, response) => void response.writeHead(403).end(message)],
    ['a good status', playJson({ error: { message, code: 401 } })],
    [
      'a failed response',
      playJson({ ...RESPONSE, status: 'failed', output: [], error: { code: 'server_error', message } }),
    ],
    [
      'a failed call',
      playJson({
        ...RESPONSE,
        output: [
          { type: 'mcp_call', id: 'm', error: { type: 'http_error', message } },
          { type: 'mcp_call', id: 'n', error: message },
        ],
      }),
    ],
    [
      'a text of an answer',
      playJson({ ...RESPONSE, output: [{ type: 'message', content: [{ type: 'output_text', text: message }] }] }),
    ],
  ])('reaches neither caller nor log in %s', async (_where, handler) => {
    expect(await all(handler, 'json')).not.toContain(key);
    if (_where.startsWith('a refusal')) expect(await all(handler, 'stream')).not.toContain(key);
  });

  it.each<readonly [string, object]>([
    ['nested', { type: 'error', error: { message, code: 'invalid_api_key', metadata: { raw: [message] } } }],
    ['flat', { type: 'error', message, code: 'invalid_api_key' }],
    ['bare', { error: { message } }],
    [
      'of a response',
      {
        type: 'response.failed',
        response: { ...RESPONSE, status: 'failed', error: { code: 'server_error', message } },
      },
    ],
    [
      'of an item',
      { type: 'response.output_item.done', output_index: 0, item: { type: 'mcp_call', id: 'm', error: { message } } },
    ],
    [
      'of a text',
      { type: 'response.output_text.done', item_id: 'msg_1', output_index: 0, content_index: 0, text: message },
    ],
  ])('reaches neither caller nor log in an event: an error %s', async (_where, event) => {
    const text = `${upstreamFrame(CREATED)}data: ${JSON.stringify(event)}\n\n${upstreamFrame(completed(3))}`;
    expect(await all(playText(text), 'stream')).not.toContain(key);
  });
});

describe('this service’s own key', () => {
  it('reaches nobody, wherever OpenAI puts it', async () => {
    const item = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: OWN, arguments: `{"a":"${OWN}"}` };
    expect(await all(playJson({ ...RESPONSE, metadata: { [OWN]: OWN }, output: [item] }), 'json')).not.toContain(OWN);
    const events = [
      CREATED,
      { type: 'response.output_item.done', output_index: 0, item },
      {
        type: 'response.function_call_arguments.done',
        sequence_number: 1,
        item_id: 'fc_1',
        output_index: 0,
        arguments: `"${OWN}"`,
      },
      delta(2, OWN),
      { type: 'response.unheard_of', deep: [{ er: OWN }] },
      completed(3),
    ];
    const frames = await all(playText(events.map(upstreamFrame).join('')), 'stream');
    expect(frames).not.toContain(OWN);
    expect(frames).toContain('[redacted]');
  });
});

describe('what a model writes', () => {
  it('stays as it is where it only looks like a key', async () => {
    const text = `export OPENAI_API_KEY=${OTHER}`;
    upstream.handle(playJson({ ...RESPONSE, output: [{ type: 'message', content: [{ type: 'output_text', text }] }] }));
    expect(await (await stack.post('/api/responses/text', { input: 'Hi' })).json()).toMatchObject({
      output_text: text,
    });
  });
});
