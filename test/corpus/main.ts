import { existsSync } from 'node:fs';
import path from 'node:path';
import { apiGatewayEvent, functionUrlEvent } from '../../infra/local/events.ts';
import { startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import type { EndpointName } from '../../lib/endpoints/table.ts';
import { s3Variables } from '../support/image-to-store.ts';
import { builtFunctions, startStack } from '../support/stack.ts';
import { checkEcho } from './check-echo.ts';
import { describeDifference } from './difference.ts';
import { replayedEndpoints } from './operation.ts';
import { type Recording, readCorpus } from './recordings.ts';
import { replayRecording } from './replay-corpus.ts';
import { replayMedia } from './replay-media.ts';
import { relayingEndpoints } from './replay-relayed.ts';
import { startReplayUpstream } from './replay-upstream.ts';
import type { Stage } from './send-through.ts';

/** Long enough for any recording, short enough that one which hangs ends the run. */
const TIMEOUT_SECONDS = 30;

const FUNCTIONS: readonly EndpointName[] = [...replayedEndpoints, ...relayingEndpoints, 'create-image', 'stream-image'];
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
      endpoints: FUNCTIONS.map((name) => ({ ...endpointNamed(name), timeoutSeconds: TIMEOUT_SECONDS })),
      environment: { OPENAI_MAX_RETRIES: '0', LOG_PAYLOADS: 'none', ...environment },
    });
  const bare = await start();
  const storing = await start({ ...s3Variables, STORAGE_BUCKET: BUCKET, S3_ENDPOINT: s3.url });
  const readStored = async (key: string) =>
    Buffer.from(await (await fetch(`${s3.url}/${BUCKET}/${key}`)).arrayBuffer());
  const stage: Stage = {
    upstream,
    doors: [
      { name: 'function URL', host: bare.host, eventOf: functionUrlEvent, readStored: undefined },
      { name: 'API Gateway and S3', host: storing.host, eventOf: apiGatewayEvent, readStored },
    ],
  };
  let replays = 0;
  let differences = 0;
  let failed = 0;
  try {
    for (const recording of recordings) {
      const found = await replayRecording(recording, stage);
      const differing = [...found.flat(), ...(await checkEcho(recording))];
      for (const difference of differing) process.stdout.write(`${describeDifference(recording.file, difference)}\n`);
      replays += found.length;
      differences += differing.length;
      if (differing.length > 0) failed += 1;
    }
  } finally {
    for (const part of [bare, storing, upstream, s3]) await part.close();
  }
  const media = await replayMedia(path.resolve(directory));
  for (const difference of media.differences) process.stdout.write(`${difference}\n`);
  if (media.replayed + media.skipped > 0) {
    const { replayed, skipped: left, differences: differing } = media;
    process.stdout.write(`images and sound: ${replayed} replayed, ${left} not, ${differing.length} differences\n`);
  }
  process.stdout.write(`${kindsOf(recordings)}\n`);
  process.stdout.write(`${skipped.length} not replayed${skipped.map((file) => ` ${file}`).join()}\n`);
  process.stdout.write(`${recordings.length} recordings in ${replays} replays, ${differences} differences\n`);
  process.stdout.write(`${recordings.length - failed} passed, ${failed} failed\n`);
  if (differences > 0 || media.differences.length > 0) process.exitCode = 1;
}

/** How many recordings there are of each kind. */
function kindsOf(recordings: readonly Recording[]): string {
  const kinds = Map.groupBy(recordings, ({ kind, operation }) => (kind === 'error' ? 'errors' : operation.endpoint));
  return [...kinds].map(([kind, { length }]) => `${kind} ${length}`).join(', ');
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
