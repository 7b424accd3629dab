import { readFile } from 'node:fs/promises';
import { type Endpoint, endpoints } from '../../lib/endpoints.ts';
import { functionUrlEvent } from './events.ts';
import { readDotEnv, startLocalStack } from './local-stack.ts';

// `npm run invoke -- <name> [event.json]`: one invocation, with status and headers on stderr and the body on stdout.

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What a function is invoked with where no file names an event: an HTTP request to its endpoint. */
function sampleEvent(endpoint: Endpoint): unknown {
  const body = endpoint.method === 'POST' ? JSON.stringify({ input: 'Say hello in five words.' }) : '';
  return functionUrlEvent({
    method: endpoint.method,
    url: endpoint.path,
    rawHeaders: ['host', 'localhost', ...(body ? ['content-type', 'application/json'] : [])],
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    requestId: 'local-invoke',
    time: Date.now(),
    parameters: {},
    resource: endpoint.path,
  });
}

async function main(): Promise<void> {
  const [name, eventFile] = process.argv.slice(2);
  const rows: readonly Endpoint[] = endpoints;
  const endpoint = rows.find((row) => row.name === name);
  if (!endpoint) {
    const names = rows.map((row) => row.name).join(', ');
    throw new Error(`Usage: npm run invoke -- <name> [event.json]\nFunctions: ${names}`);
  }
  const event: unknown = eventFile ? JSON.parse(await readFile(eventFile, 'utf8')) : sampleEvent(endpoint);
  readDotEnv();
  const stack = await startLocalStack(note);
  try {
    const { statusCode, headers, cookies, body } = await stack.host.invoke(endpoint.name, event);
    note(`${statusCode}`);
    for (const [header, value] of Object.entries(headers)) note(`${header}: ${value}`);
    for (const cookie of cookies) note(`set-cookie: ${cookie}`);
    note('');
    for await (const chunk of body) process.stdout.write(chunk);
    process.stdout.write('\n');
  } finally {
    await stack.close();
  }
}

// Whoever reads the body may stop (`| head`); the invocation is finished all the same.
process.stdout.on('error', () => {});

main().catch((error: unknown) => {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
