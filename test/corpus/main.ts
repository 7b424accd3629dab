import { existsSync } from 'node:fs';
import path from 'node:path';
import { startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type Endpoint, type EndpointName, endpointNamed } from '../../lib/endpoints.ts';
import { s3Variables } from '../support/image-to-store.ts';
import { builtFunctions, type Stack, startStack } from '../support/stack.ts';
import { describeDifference } from './difference.ts';
import { readCorpus } from './recordings.ts';
import { type Functions, replayRecording, type Stage } from './replay-corpus.ts';
import { startReplayUpstream } from './replay-upstream.ts';

/** Long enough for any recording, short enough that one which hangs ends the run. */
const TIMEOUT_SECONDS = 30;

const FUNCTIONS = ['create-text', 'stream-text', 'create-image', 'stream-image'] as const;
const BUCKET = 'corpus';

async function main(): Promise<void> {
  const [directory] = process.argv.slice(2);
  if (!directory) throw new Error('Name the folder of recordings: npm run test:corpus -- DIR');
  const { recordings, skipped } = readCorpus(path.resolve(directory));
  await buildWhereMissing();
  const upstream = await startReplayUpstream();
  const s3 = await startLocalS3({ bucket: BUCKET });
  const start = (environment = {}) =>
    startStack({
      upstream: upstream.url,
      endpoints: FUNCTIONS.map(endpointForReplay),
      environment: { OPENAI_MAX_RETRIES: '0', LOG_PAYLOADS: 'none', ...environment },
    });
  const stack = await start();
  const storing = await start({ ...s3Variables, STORAGE_BUCKET: BUCKET, S3_ENDPOINT: s3.url });
  const readStored = async (key: string) =>
    Buffer.from(await (await fetch(`${s3.url}/${BUCKET}/${key}`)).arrayBuffer());
  const stage: Stage = {
    upstream,
    text: functionsOf(stack, 'create-text', 'stream-text'),
    images: [
      { name: 'images', readStored: undefined, ...functionsOf(stack, 'create-image', 'stream-image') },
      { name: 'stored images', readStored, ...functionsOf(storing, 'create-image', 'stream-image') },
    ],
  };
  let differences = 0;
  let failed = 0;
  try {
    for (const recording of recordings) {
      const found = await replayRecording(recording, stage);
      for (const difference of found) process.stdout.write(`${describeDifference(recording.file, difference)}\n`);
      differences += found.length;
      if (found.length > 0) failed += 1;
    }
  } finally {
    for (const part of [stack, storing, upstream, s3]) await part.close();
  }
  if (skipped.length > 0) process.stdout.write(`${skipped.length} files are of endpoints that no function has\n`);
  process.stdout.write(`${recordings.length} recordings, ${differences} differences\n`);
  process.stdout.write(`${recordings.length - failed} passed, ${failed} failed\n`);
  if (differences > 0) process.exitCode = 1;
}

function endpointForReplay(name: EndpointName): Endpoint {
  return { ...endpointNamed(name), timeoutSeconds: TIMEOUT_SECONDS };
}

function functionsOf({ host }: Stack, create: EndpointName, stream: EndpointName): Functions {
  return { host, create: endpointForReplay(create), stream: endpointForReplay(stream) };
}

async function buildWhereMissing(): Promise<void> {
  const built = FUNCTIONS.every((name) => existsSync(path.join(builtFunctions, name, 'index.mjs')));
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
