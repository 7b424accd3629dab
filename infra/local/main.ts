import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import { mainPath } from '../../lib/endpoints/paths.ts';
import { onOrphaned } from '../orphaned.mjs';
import { callersOf } from './callers.ts';
import { readDotEnv } from './dot-env.ts';
import { startFrontDoor } from './front-door.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';
import { requestLine } from './request-line.ts';
import { scheduleSeconds, startScheduler } from './scheduler.ts';
import { startMessage } from './start-message.ts';

// `npm start`: everything on this machine, until it is told to stop.

const DEFAULT_PORT = 3000;
/** What has not ended by then, after a stop was asked for, is not waited for. */
const STOP_LIMIT_MS = 5000;

// The terminal may go, or the disk that takes the output may be full, before the last answer is out.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  readDotEnv();
  const port = Number(process.env.PORT || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('PORT wants a whole number from 0 to 65535');
  const everySeconds = scheduleSeconds(process.env);
  const callers = callersOf(process.env.CORS_ORIGINS);
  const ready = Promise.withResolvers<LocalStack>();
  // The port first: a second start must not rebuild what the first one is serving.
  const frontDoor = await startFrontDoor({
    host: { invoke: async (name, event) => (await ready.promise).host.invoke(name, event) },
    port,
    callers,
    onRequest: (summary) => print(requestLine(summary)),
  }).catch((error: NodeJS.ErrnoException) => {
    const elsewhere = `choose another with PORT=${port < 65_535 ? port + 1 : DEFAULT_PORT} npm start`;
    if (error.code === 'EADDRINUSE')
      throw new Error(`Port ${port} is taken by another program: stop it, or ${elsewhere}`);
    if (error.code === 'EACCES') throw new Error(`Port ${port} is not for everybody to serve: ${elsewhere}`);
    throw error;
  });
  const stack = await startLocalStack({
    announce: print,
    webhookUrl: `${frontDoor.url}${mainPath(endpointNamed('receive-webhook').paths)}`,
  }).catch(async (error: unknown) => {
    await frontDoor.close();
    throw error;
  });
  ready.resolve(stack);
  const needsKey = /\bbearer\b/.test(process.env.ACCESS_MODES ?? '');
  print(startMessage({ url: frontDoor.url, logDirectory: stack.logDirectory, everySeconds, needsKey }));
  const scheduler = startScheduler({
    invoke: stack.host.invoke,
    everySeconds,
    onSettled: print,
    onFailed(name, error) {
      const line = `${name} failed: ${error instanceof Error ? error.message : error}`;
      print(line);
      stack.log({ name, pid: process.pid, source: 'platform', line });
    },
  });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    scheduler.close();
    await frontDoor.close();
    await stack.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (process.env.NODE24_LAUNCHER === String(process.ppid)) onOrphaned(stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
