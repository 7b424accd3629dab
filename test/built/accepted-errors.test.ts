import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { type EndpointCall, everyCall, makeCall, responsesCalls } from './every-call.ts';
import { RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  stack = await startStack({
    upstream: upstream.url,
    environment: { OPENAI_MAX_RETRIES: '2', OPENAI_RETRY_DELAY: '0' },
  });
});
afterAll(() => Promise.all([stack, upstream].map((part) => part.close())));

async function ask(call: EndpointCall, handler: UpstreamHandler) {
  upstream.handle(handler);
  const before = upstream.requests.length;
  const { status, text } = await makeCall(stack.url, call);
  return { status, text, body: text.startsWith('{') ? JSON.parse(text) : {}, sent: upstream.requests.length - before };
}

describe.each(everyCall)('$name, answered 200 with an error', (call) => {
  it.each<readonly [string, unknown, number, object]>([
    [
      'of a number',
      { error: { message: 'No endpoints found', code: 404 } },
      404,
      { message: 'No endpoints found', error_code: 'not_found' },
    ],
    [
      'of a known code',
      { error: { message: 'No money', code: 'insufficient_quota' } },
      429,
      { message: 'No money', error_code: 'insufficient_quota' },
    ],
    ['of an unknown code', { error: { message: 'Odd', code: 'odd' } }, 502, { message: 'Odd', error_code: 'odd' }],
    ['that is text', { error: 'Overheated' }, 502, { message: 'Overheated', error_code: 'upstream_error' }],
    [
      'in a list',
      [{ error: { message: 'Busy', code: 503 } }],
      503,
      { message: 'Busy', error_code: 'service_unavailable' },
    ],
    [
      'in no form of OpenAI’s',
      { success: false, errors: [{ message: 'No route', code: 7003 }] },
      502,
      { message: 'No route' },
    ],
    [
      'of vLLM',
      { object: 'error', message: 'Too long', type: 'BadRequestError', code: 400 },
      400,
      { message: 'Too long' },
    ],
  ])('%s has its reason, and a status that fits', async (_form, body, status, expected) => {
    const answer = await ask(call, playJson(body));
    expect(answer).toMatchObject({
      status,
      body: { ...expected, statusCode: status, request_id: 'req_test' },
      // OpenAI's word that it does not replay a stream: the response itself is asked for.
      sent: call.name === 'resume-stream' && (status === 400 || status === 404) ? 2 : 1,
    });
  });
});

describe.each(everyCall)('$name, answered with a hundred thousand levels', (call) => {
  const deep = (open: string, close: string) => `${open.repeat(100_000)}1${close.repeat(100_000)}`;

  it.each<readonly [string, string]>([
    ['of objects', deep('{"a":', '}')],
    ['of output', `{"id":"resp_1","object":"response","status":"completed","output":[${deep('[', ']')}]}`],
  ])('%s is 502, and the process lives on', async (_form, body) => {
    const handler: UpstreamHandler = (_request, response) => void response.writeHead(200).end(body);
    const { status, body: said } = await ask(call, handler);
    // What is deleted is deleted; what says not that it is JSON may be a video.
    if (call.method === 'DELETE' || call.name === 'get-video-content') expect(status).toBe(200);
    else expect({ status, said }).toMatchObject({ status: 502, said: { error_code: 'upstream_invalid_response' } });
    expect(stack.host.processes(call.name)).toHaveLength(1);
  });
});

describe('a response that has failed', () => {
  it('is an answer, whatever its error says', async () => {
    const failed = { ...RESPONSE, status: 'failed', output: [], error: { code: 'server_error', message: 'Oops' } };
    for (const call of everyCall.filter(({ name }) =>
      ['create-text', 'create-image', 'retrieve-response'].includes(name),
    )) {
      expect(await ask(call, playJson(failed))).toMatchObject({
        status: 200,
        body: { status: 'failed', error: failed.error },
      });
    }
  });
});

describe('an answer that is odd', () => {
  const odd: readonly (readonly [string, object])[] = [
    ...[{}, null, [null], 'x', 0, [[]], [{ type: 'message', content: [null] }], [{ type: 'message', content: {} }]].map(
      (output) => [`output: ${JSON.stringify(output)}`, { output }] as const,
    ),
    ['results', { output: [{ type: 'file_search_call', id: 'fs', results: [null] }] }],
    ['outputs', { output: [{ type: 'code_interpreter_call', id: 'ci', outputs: [null, {}], code: 1 }] }],
    [
      'annotations',
      { output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi', annotations: [null] }] }] },
    ],
    ['image', { output: [{ type: 'image_generation_call', id: 'ig', result: {} }, null] }],
    ['usage', { usage: [], tools: null, metadata: [], error: {} }],
    ['usage null', { usage: null, tools: [null], model: [], created_at: 1e300, conversation: [] }],
  ];

  it.each(odd)('is answered with what is there: %s', async (_name, fields) => {
    const response = { ...RESPONSE, ...fields };
    for (const call of responsesCalls.filter(({ answers, name }) => answers === 'json' && name !== 'delete-response')) {
      const { status, body } = await ask(call, playJson(response));
      expect({ name: call.name, status }).toEqual({ name: call.name, status: 200 });
      expect(body).toMatchObject({ id: 'resp_1', object: 'response', ...fields });
    }
  });

  it.each(odd)('ends a stream as any other: %s', async (_name, fields) => {
    const response = { ...RESPONSE, ...fields };
    const events = [
      { type: 'response.created', sequence_number: 0, response: { id: 'resp_1', ...fields } },
      ...[response, null, [], 'x', { item: null }].map((item, index) => ({
        type: 'response.output_item.done',
        sequence_number: index + 1,
        output_index: 0,
        item,
      })),
      { type: 'response.completed', sequence_number: 7, response },
    ];
    const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    const handler: UpstreamHandler = (_request, answer) =>
      void answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
    for (const call of responsesCalls.filter(({ answers }) => answers === 'stream')) {
      const { status, text: frames } = await ask(call, handler);
      expect(status).toBe(200);
      expect([...frames.matchAll(/^event: (.*)$/gm)].map(([, type]) => type)).toEqual(events.map(({ type }) => type));
    }
  });
});
