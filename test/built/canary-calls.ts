import { type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { canaries } from './canaries.ts';
import { type EndpointCall, everyCall, openaiCalls } from './every-call.ts';
import { CREATED, completed, delta, RESPONSE } from './played.ts';

const { prompt, instructions, errorText, openaiKey, mcpAuthorization, base64, shortBase64 } = canaries;

const dataUri = (data: string): string => `data:image/png;base64,${data}`;

/** What an MCP server is reached with. */
const mcp = {
  type: 'mcp',
  server_label: 'shop',
  server_url: `https://mcp.example.com/${canaries.mcpPassword.value}/sse`,
  authorization: mcpAuthorization.value,
  headers: { 'x-token': canaries.mcpHeader.value },
};

const interpreter = {
  type: 'code_interpreter',
  container: {
    type: 'auto',
    network_policy: {
      type: 'allowlist',
      allowed_domains: ['example.com'],
      domain_secrets: [{ domain: 'example.com', name: 'token', value: canaries.domainSecret.value }],
    },
  },
};

const said = {
  instructions: instructions.value,
  metadata: { note: canaries.metadata.value },
  user: canaries.user.value,
  safety_identifier: canaries.safetyIdentifier.value,
  prompt_cache_key: canaries.cacheKey.value,
};

const input = [
  {
    role: 'user',
    content: [
      { type: 'input_text', text: prompt.value },
      { type: 'input_image', image_url: dataUri(base64.value) },
      { type: 'input_file', filename: 'a.txt', file_data: `data:text/plain;base64,${shortBase64.value}` },
    ],
  },
  { type: 'function_call_output', call_id: 'call_1', output: canaries.fileText.value },
];

const schema = {
  type: 'json_schema',
  name: 'answer',
  schema: { type: 'object', properties: { [canaries.schemaName.value]: { const: canaries.schema.value } } },
};

const text = {
  ...said,
  input,
  tools: [mcp, interpreter],
  text: { format: schema },
  to_come: { value: canaries.unknownField.value },
};

const bodies: Readonly<Record<string, object>> = {
  'create-text': text,
  'stream-text': text,
  'create-image': { ...said, input, input_image_mask: { image_url: dataUri(base64.value) } },
  'stream-image': { ...said, input, input_image_mask: { image_url: dataUri(base64.value) } },
  'count-input-tokens': { input, instructions: instructions.value, tools: [mcp] },
  'compact-response': { input, instructions: instructions.value },
};

const messages = [
  { role: 'developer', content: instructions.value },
  {
    role: 'user',
    content: [
      { type: 'text', text: prompt.value },
      { type: 'image_url', image_url: { url: dataUri(base64.value) } },
    ],
  },
];

const openaiBodies: Readonly<Record<string, object>> = {
  ...bodies,
  'create-response': text,
  'create-chat-completion': { ...said, messages, response_format: { type: 'json_schema', json_schema: schema } },
  'create-embeddings': { input: prompt.value, user: canaries.user.value },
  'create-moderation': { input: [{ type: 'text', text: prompt.value }] },
};

/** A call of every endpoint that asks OpenAI, with all the secrets that it takes. */
const ownCalls: readonly EndpointCall[] = everyCall.map((call) => {
  const body = bodies[call.name];
  return { ...call, path: `${call.path}?to_come=${canaries.query.value}`, ...(body && { body }) };
});

/** The same in OpenAI's dialect. */
const openaiSecretCalls: readonly EndpointCall[] = openaiCalls.map((call) => {
  const body = call.body && { ...call.body, ...openaiBodies[call.name] };
  return { ...call, path: `${call.path}?to_come=${canaries.openaiQuery.value}`, ...(body && { body }) };
});

/** Both, the service's own first. */
export const secretCalls = [...ownCalls, ...openaiSecretCalls];

/** A request; a body that is a text is no JSON. */
export interface SecretCall {
  readonly method: string;
  readonly path: string;
  readonly body?: object | string;
}

/** What is no JSON, or leads into a private network, in OpenAI's dialect: all else is for OpenAI to refuse. */
export const invalidOpenaiCalls: readonly SecretCall[] = openaiSecretCalls.flatMap(
  ({ body, ...call }): SecretCall[] => {
    if (body === undefined) return [];
    const unsafe = { ...mcp, server_url: `http://${mcpAuthorization.value}@10.0.0.1/` };
    return [
      { ...call, body: `{"input":"${prompt.value}", ${mcpAuthorization.value}` },
      { ...call, body: { ...body, tools: [unsafe] } },
    ];
  },
);

const invalidOwnCalls: readonly SecretCall[] = ownCalls.flatMap((call): SecretCall[] => {
  if (call.body === undefined) return [{ ...call, path: `${call.path}&limit=${canaries.query.value}` }];
  return [
    `{"input":"${prompt.value}", ${canaries.mcpAuthorization.value}`,
    JSON.stringify([prompt.value]),
    { ...call.body, input: { text: prompt.value } },
    { ...call.body, temperature: prompt.value, include: [prompt.value], metadata: { a: [canaries.metadata.value] } },
    { ...call.body, tools: [{ ...mcp, server_url: `http://${mcpAuthorization.value}@10.0.0.1/` }, prompt.value] },
    { ...call.body, model: 5, previous_response_id: 7, tools: mcp },
  ].map((body) => ({ ...call, body }));
});

/** Requests that are refused here. */
export const invalidCalls = [...invalidOwnCalls, ...invalidOpenaiCalls];

/** How OpenAI repeats to whoever asked what it was sent. */
const REFUSED = `Incorrect API key provided: ${openaiKey.value}. ${errorText.value}`;
const REPEATED = [
  REFUSED,
  `The key ${openaiKey.value} may not read "${prompt.value}" or "${instructions.value}".`,
  `Sent were Authorization: Bearer ${mcpAuthorization.value} and ${dataUri(shortBase64.value)} and ${base64.value}.`,
].join(' ');

const error = { message: REPEATED, type: 'invalid_request_error', param: 'input', code: 'something' };

/** A response with all that OpenAI repeats of a request, and what no upstream should. */
export const SECRET_RESPONSE = {
  ...RESPONSE,
  ...said,
  background: false,
  tools: [mcp, interpreter],
  text: { format: schema },
  output: [
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: canaries.answer.value, annotations: [] }],
    },
    { id: 'mcp_1', type: 'mcp_call', server_label: 'shop', name: 'buy', arguments: '{}', error: { message: REFUSED } },
  ],
};

const good = JSON.stringify(SECRET_RESPONSE);

const json = (status: number, body: unknown): UpstreamHandler => {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_test' }).end(sent);
  };
};

/** Failures, and a success, whatever is asked: the same for streams. */
export const answers: Readonly<Record<string, UpstreamHandler>> = {
  'a success': json(200, good),
  'a refusal': json(400, { error }),
  'a refusal of the key': json(401, { error: { ...error, code: 'invalid_api_key' } }),
  'too many requests': json(429, { error: { ...error, code: 'rate_limit_exceeded' } }),
  'a failure': json(500, { error: { ...error, type: 'server_error', code: null } }),
  'a failure of another form': json(502, { detail: [{ loc: [prompt.value], msg: REPEATED, input: good }] }),
  'a page': json(503, `<html><title>${REPEATED}</title>${good}</html>`),
  'a text': json(500, REPEATED),
  'an error in place of an answer': json(200, { error }),
  'no JSON': json(200, `{"id": ${REPEATED}`),
  'a list': json(200, [REPEATED]),
  'a redirect': (_request, response) =>
    void response.writeHead(302, { location: `https://example.com/?a=${prompt.mark}` }).end(REPEATED),
  'a cut answer': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': good.length * 2 });
    response.write(good, () => response.destroy());
  },
  'a stalled answer': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': good.length * 2 }).write(good);
  },
  'no answer': () => undefined,
  'no HTTP': (_request, response) => void response.socket?.end(`${REPEATED}\r\n\r\n`),
  'a header that is none': (_request, response) =>
    void response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${prompt.mark}\u0000: b\r\n\r\n`),
};

const frame = (event: { readonly type: string; readonly [field: string]: unknown }): string => upstreamFrame(event);

const created = frame({ ...CREATED, response: { ...SECRET_RESPONSE, status: 'in_progress', output: [] } });
const written = upstreamFrame(delta(1, canaries.answer.value));
const ended = frame({ ...completed(2), response: SECRET_RESPONSE });

const events =
  (text: string, end: 'ends' | 'breaks' | 'stays' = 'ends'): UpstreamHandler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_test' });
    response.write(text, () => {
      if (end === 'ends') response.end();
      if (end === 'breaks') response.destroy();
    });
  };

/** How streams end. */
export const streams: Readonly<Record<string, UpstreamHandler>> = {
  'a stream': events(created + written + ended),
  'a stream with an error': events(created + written + frame({ ...error, type: 'error' })),
  'a stream with an error of its own form': events(`${created}data: ${JSON.stringify({ error })}\n\n`),
  'an error at once': events(frame({ ...error, type: 'error' })),
  'a failed stream': events(
    created + frame({ type: 'response.failed', response: { ...SECRET_RESPONSE, status: 'failed', error } }),
  ),
  'a stream that breaks': events(created + written, 'breaks'),
  'a stream that breaks within an event': events(created + written.slice(0, -40), 'breaks'),
  'a stream that stalls': events(created + written, 'stays'),
  'a stream of no JSON': events(`${created}data: {"type": ${REPEATED}\n\n${ended}`),
  'a stream of unknown events': events(created + frame({ type: 'response.to_come', text: REPEATED }) + ended),
};
