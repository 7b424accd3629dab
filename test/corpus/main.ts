import { existsSync } from 'node:fs';
import path from 'node:path';
import { endpointNamed } from '../../lib/endpoints.ts';
import { builtFunctions, startStack } from '../support/stack.ts';
import { describeDifference } from './difference.ts';
import { readCorpus } from './recordings.ts';
import { replayRecording } from './replay-corpus.ts';
import { startReplayUpstream } from './replay-upstream.ts';

/** Long enough for any recording, short enough that one which hangs ends the run. */
const TIMEOUT_SECONDS = 30;

async function main(): Promise<void> {
  const [directory] = process.argv.slice(2);
  if (!directory) throw new Error('Name the folder of recordings: npm run test:corpus -- DIR');
  const { recordings, skipped } = readCorpus(path.resolve(directory));
  await buildWhereMissing();
  const createText = { ...endpointNamed('create-text'), timeoutSeconds: TIMEOUT_SECONDS };
  const streamText = { ...endpointNamed('stream-text'), timeoutSeconds: TIMEOUT_SECONDS };
  const upstream = await startReplayUpstream();
  const stack = await startStack({
    upstream: upstream.url,
    endpoints: [createText, streamText],
    environment: { OPENAI_MAX_RETRIES: '0', LOG_PAYLOADS: 'none' },
  });
  let differences = 0;
  let failed = 0;
  try {
    for (const recording of recordings) {
      const found = await replayRecording(recording, { host: stack.host, upstream, createText, streamText });
      for (const difference of found) process.stdout.write(`${describeDifference(recording.file, difference)}\n`);
      differences += found.length;
      if (found.length > 0) failed += 1;
    }
  } finally {
    await stack.close();
    await upstream.close();
  }
  if (skipped.length > 0) process.stdout.write(`${skipped.length} files are of endpoints that no function has\n`);
  process.stdout.write(`${recordings.length} recordings, ${differences} differences\n`);
  process.stdout.write(`${recordings.length - failed} passed, ${failed} failed\n`);
  if (differences > 0) process.exitCode = 1;
}

async function buildWhereMissing(): Promise<void> {
  const built = ['create-text', 'stream-text'].every((name) =>
    existsSync(path.join(builtFunctions, name, 'index.mjs')),
  );
  if (built) return;
  const { buildFunctions } = await import('../../infra/build/main.ts');
  await buildFunctions();
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
