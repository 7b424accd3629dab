// Runs one invocation of each dialect through a bundle, so that what V8 compiles for it (functions are compiled when first called) is in the
// compile cache that ships beside the bundle. `node warm-compile-cache.ts <bundle> <function name>`, with
// NODE_COMPILE_CACHE set. Answers itself as OpenAI and as the table of access, without S3; nothing leaves this process.
import { flushCompileCache } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Endpoint, endpoints, scheduledFunctions } from '../../lib/endpoints/table.ts';

// As CommonJS, so that this script does not make the process load what the bundle avoids.
const { createServer } = process.getBuiltinModule('node:http');
const { PassThrough } = process.getBuiltinModule('node:stream');

const response = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_790_000_000,
  model: 'gpt-6.1-terra',
  status: 'completed',
};
const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: 'Hi', annotations: [] }],
};
const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2, output_tokens_details: { reasoning_tokens: 0 } };
const whole = { ...response, output: [message], usage, service_tier: 'default' };
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const events = [
  { type: 'response.created', sequence_number: 0, response },
  { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item: message },
  { type: 'response.output_text.delta', sequence_number: 2, ...place, delta: 'Hi', logprobs: [] },
  { type: 'response.output_text.done', sequence_number: 3, ...place, text: 'Hi', logprobs: [] },
  { type: 'response.completed', sequence_number: 4, response: whole },
];
const chunk = { id: 'chatcmpl_1', object: 'chat.completion.chunk', model: response.model };
const choices = [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }];
const chunks = [JSON.stringify({ ...chunk, choices }), '[DONE]'].map((data) => `data: ${data}\n\n`);
const frames = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

/** A caller without limits, as the table of access has one. */
const key = `orl_${'w'.repeat(43)}`;
const hash = process.getBuiltinModule('node:crypto').createHash('sha256').update(key).digest('hex');
const keyItem = { pk: { S: `KEY#${hash}` }, sk: { S: 'KEY' }, principal: { S: 'bearer:warm' } };
const owner = { pk: { S: 'OBJECT#resp_1' }, sk: { S: 'OWNER' }, principal: { S: 'bearer:warm' } };

/** Plays OpenAI, and the table. */
const upstream = createServer((request, answer) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.headers['x-amz-target'] !== undefined) {
      answer.end(JSON.stringify({ Responses: { warm: [keyItem, owner] }, UnprocessedItems: {} }));
      return;
    }
    const url = request.url ?? '';
    const streams = body.includes('"stream":true') || url.includes('stream=true');
    answer.setHeader('content-type', streams ? 'text/event-stream' : 'application/json');
    const parts = url.includes('/chat/') ? chunks : frames;
    answer.end(streams ? parts.join('') : JSON.stringify(whole));
  });
});

/** A single pass of no length, which without a bucket has nothing to look at. */
const scheduledEvent = { shards: ['00'], window_seconds: 0 };

const STREAMED = JSON.stringify({ input: 'Hi', stream: true });

/** A webhook goes unsigned and is refused, which is its handler's shortest way. */
const bodies: Readonly<Record<Endpoint['takes'], { readonly type: string; readonly body?: string }>> = {
  json: { type: 'application/json', body: JSON.stringify({ input: 'Hi' }) },
  multipart: { type: 'multipart/form-data; boundary=warm', body: form() },
  raw: { type: 'application/json', body: '{}' },
  nothing: { type: 'application/json' },
};

/** A form with a file: what it is takes looking at its bytes. */
function form(): string {
  const head = 'Content-Disposition: form-data; name=';
  const field = (name: string, value: string) => `--warm\r\n${head}"${name}"\r\n\r\n${value}\r\n`;
  const file = (name: string, bytes: string) => `--warm\r\n${head}"${name}"; filename="a"\r\n\r\n${bytes}\r\n`;
  const fields = field('model', 'whisper-1') + field('prompt', 'Hi');
  return `${fields}${file('file', 'RIFF\x24\0\0\0WAVEfmt ')}${file('image', '\x89PNG\r\n')}--warm--\r\n`;
}

/** A request for each dialect that the row has a path in. One that may be answered either way asks for events, as most clients do. */
function requestEvents({ method, paths, takes, responds }: Endpoint): unknown[] {
  const { type, body } = responds === 'by-body' ? { ...bodies.json, body: STREAMED } : bodies[takes];
  return [paths.service, paths.openai]
    .filter((path) => path !== undefined)
    .map((path) => ({
      rawPath: path.replaceAll(/\{\w+\}/g, 'resp_1'),
      rawQueryString: '',
      headers: { 'content-type': type, authorization: `Bearer ${key}` },
      requestContext: { requestId: 'warm', http: { method } },
      body,
    }));
}

async function warm(bundle: string, name: string): Promise<void> {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const address = upstream.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  Object.assign(process.env, {
    OPENAI_API_KEY: 'sk-warm',
    OPENAI_API_BASE_URL: `http://127.0.0.1:${port}/v1`,
    OPENAI_WEBHOOK_SECRET: 'whsec_d2FybQ==',
    ACCESS_MODES: 'bearer',
    ACCESS_TABLE: 'warm',
    DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  const statuses: number[] = [];
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: {
        from(stream: unknown, head: { readonly statusCode: number }) {
          statuses.push(head.statusCode);
          return stream;
        },
      },
    },
  });
  const { handler } = (await import(pathToFileURL(path.resolve(bundle)).href)) as {
    handler: (...parts: unknown[]) => Promise<unknown>;
  };
  const context = { getRemainingTimeInMillis: () => 30_000 };
  const row: Endpoint | undefined = endpoints.find((candidate) => candidate.name === name);
  if (row) {
    for (const event of requestEvents(row)) await handler(event, new PassThrough().resume(), context);
  } else if (scheduledFunctions.some((candidate) => candidate.name === name)) await handler(scheduledEvent, context);
  else throw new Error(`There is no function ${name}`);
  // A refusal is an answer; this one is a bundle that lacks something, say a part of the SDK that the diet left out.
  if (statuses.includes(500)) throw new Error(`${name} answers with an internal error`);
}

await warm(process.argv[2] ?? '', process.argv[3] ?? '');
flushCompileCache();
process.exit();
