import { readFile } from 'node:fs/promises';
import { type Endpoint, endpoints, type ScheduledFunction, scheduledFunctions } from '../../lib/endpoints/table.ts';
import { readDotEnv } from './dot-env.ts';
import { startLocalStack } from './local-stack.ts';
import { sampleEvent } from './sample-event.ts';

// `npm run invoke -- <name> [event.json]`: one invocation. The file has an event of a function URL or of API Gateway, or the body
// of a request. The answer's body is on stdout; on stderr, of an HTTP function, status and headers.

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const [name, eventFile] = process.argv.slice(2);
  const rows: readonly (Endpoint | ScheduledFunction)[] = [...endpoints, ...scheduledFunctions];
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) {
    const names = rows.map((candidate) => candidate.name).join(', ');
    throw new Error(`Usage: npm run invoke -- <name> [event.json]\nFunctions: ${names}`);
  }
  const given: unknown = eventFile ? JSON.parse(await readFile(eventFile, 'utf8')) : undefined;
  const event = given === undefined || isBody(row, given) ? sampleEvent(row, given) : given;
  readDotEnv();
  const stack = await startLocalStack({ announce: note });
  try {
    const { statusCode, headers, cookies, body } = await stack.host.invoke(row.name, event);
    if ('method' in row) {
      note(`${statusCode}`);
      for (const [header, value] of Object.entries(headers)) note(`${header}: ${value}`);
      for (const cookie of cookies) note(`set-cookie: ${cookie}`);
      note('');
    }
    for await (const chunk of body) process.stdout.write(chunk);
    process.stdout.write('\n');
  } finally {
    await stack.close();
  }
}

/** Of an HTTP function, what has no `requestContext` is no event (both kinds have one): it is the body of a request. */
function isBody(row: Endpoint | ScheduledFunction, given: unknown): boolean {
  return 'method' in row && !(typeof given === 'object' && given !== null && 'requestContext' in given);
}

// Whoever reads the body may stop (`| head`); the invocation is finished all the same.
process.stdout.on('error', () => {});

main().catch((error: unknown) => {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
