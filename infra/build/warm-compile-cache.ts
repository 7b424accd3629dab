// Runs one request through a bundle, so that what V8 compiles for it (functions are compiled when first called) is in the
// compile cache that ships beside the bundle. `node warm-compile-cache.ts <bundle> <endpoint name>`, with
// NODE_COMPILE_CACHE set. Answers itself as OpenAI; nothing leaves this process.
import { flushCompileCache } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type EndpointName, endpointNamed } from '../../lib/endpoints.ts';

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

const upstream = createServer((request, answer) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const streams = body.includes('"stream":true');
    answer.setHeader('content-type', streams ? 'text/event-stream' : 'application/json');
    const frames = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    answer.end(streams ? frames.join('') : JSON.stringify(whole));
  });
});

async function warm(bundle: string, name: EndpointName): Promise<void> {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const address = upstream.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  Object.assign(process.env, { OPENAI_API_KEY: 'sk-warm', OPENAI_API_BASE_URL: `http://127.0.0.1:${port}/v1` });
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: { from: (stream: unknown) => stream },
    },
  });
  const { handler } = (await import(pathToFileURL(path.resolve(bundle)).href)) as {
    handler: (...parts: unknown[]) => Promise<void>;
  };
  const { method, path: rawPath } = endpointNamed(name);
  const event = {
    rawPath,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { requestId: 'warm', http: { method } },
    ...(method === 'POST' ? { body: JSON.stringify({ input: 'Hi' }) } : {}),
  };
  const out = new PassThrough().resume();
  await handler(event, out, { getRemainingTimeInMillis: () => 30_000 });
}

await warm(process.argv[2] ?? '', process.argv[3] as EndpointName);
flushCompileCache();
process.exit();
