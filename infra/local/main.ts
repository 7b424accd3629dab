import { endpointNamed } from '../../lib/endpoint-named.ts';
import { startFrontDoor } from './front-door.ts';
import { type LocalStack, readDotEnv, startLocalStack } from './local-stack.ts';
import { requestLine } from './request-line.ts';
import { scheduleSeconds, startScheduler } from './scheduler.ts';
import { startMessage } from './start-message.ts';

// `npm start`: everything on this machine, until it is told to stop.

const DEFAULT_PORT = 3000;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  readDotEnv();
  const port = Number(process.env.PORT || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('PORT wants a whole number from 0 to 65535');
  const everySeconds = scheduleSeconds(process.env);
  const ready = Promise.withResolvers<LocalStack>();
  // The port first: a second start must not rebuild what the first one is serving.
  const frontDoor = await startFrontDoor({
    host: { invoke: async (name, event) => (await ready.promise).host.invoke(name, event) },
    port,
    onRequest: (summary) => print(requestLine(summary)),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${port} is taken by another program: stop it, or choose another with PORT=${port + 1} npm start`,
    );
  });
  const stack = await startLocalStack({
    announce: print,
    webhookUrl: `${frontDoor.url}${endpointNamed('receive-webhook').path}`,
  }).catch(async (error: unknown) => {
    await frontDoor.close();
    throw error;
  });
  ready.resolve(stack);
  print(startMessage({ url: frontDoor.url, logDirectory: stack.logDirectory, everySeconds }));
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
    scheduler.close();
    await frontDoor.close();
    await stack.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
