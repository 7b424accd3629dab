import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import pMap from 'p-map';
import { startFunctionHost } from '../../../infra/local/lambda/function-host.ts';
import type { JobRecord } from '../../../lib/background/records/job-record.ts';
import { s3JobStore } from '../../../lib/background/records/s3-job-store.ts';
import { builtFunctions } from '../../support/stack.ts';
import { residentMiB } from '../process-figures.ts';
import { BENCH_BUCKET, type WorldAddress, type WorldCounts } from './world.ts';

/** What settling so many records took. */
export interface SettleFigures {
  readonly records: number;
  readonly seconds: number;
  /** S3 requests of the pollers, by method. */
  readonly s3: Readonly<Record<string, number>>;
  readonly openai: number;
  /** Resident memory of the pollers, each at its highest, in MiB. */
  readonly peaks: readonly number[];
}

const SHARDS = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));
const SHARDS_EACH = 16;
const SETUP_CONCURRENCY = 32;
/**
 * Of the young generation. Node gives a process of up to 2 GiB, as the poller's function is, less than this, and one on a
 * large machine more (https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib).
 */
const SEMI_SPACE_MIB = 8;
/** Invocations of a poller that may be needed: each ends before its own deadline. */
const MOST_INVOCATIONS = 10;

/** Makes `records` pending records of ended responses, and lets one poller for each 16 shards settle them, side by side. */
export async function settleRecords(records: number): Promise<SettleFigures> {
  const world = fork(path.join(import.meta.dirname, 'world.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [address] = (await once(world, 'message')) as [WorldAddress];
  const host = await startFunctionHost({
    functionsDirectory: builtFunctions,
    environment: {
      OPENAI_API_KEY: 'sk-bench',
      OPENAI_API_BASE_URL: `${address.openai}/v1`,
      STORAGE_BUCKET: BENCH_BUCKET,
      S3_ENDPOINT: address.s3,
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
    },
    // On a large machine V8 lets the young generation, which is garbage, grow with the work. The old one has no bound: it
    // shows what a poller holds on to.
    nodeArguments: [`--max-semi-space-size=${SEMI_SPACE_MIB}`],
    // S3 and OpenAI have machines of their own: here at least the first turn on this one's processors.
    launcher: ['nice', '-n', '10'],
    onLog: ({ line }) => {
      if (line.includes('poll failed')) process.stderr.write(`${line}\n`);
    },
  });
  try {
    await makeRecords(records, address);
    const pollers = Array.from({ length: SHARDS.length / SHARDS_EACH }, (_, index) =>
      SHARDS.slice(index * SHARDS_EACH, (index + 1) * SHARDS_EACH),
    );
    for (const _ of pollers) await host.start('poll-background');
    const pids = host.processes('poll-background');
    const before = await countsOf(world);
    const startedAt = performance.now();
    await Promise.all(pollers.map((shards) => pollUntilSettled(host, shards)));
    const seconds = (performance.now() - startedAt) / 1000;
    const after = await countsOf(world);
    const peaks = pids.map((pid) => residentMiB(pid, 'VmHWM'));
    return { records, seconds, s3: difference(after.s3, before.s3), openai: after.openai - before.openai, peaks };
  } finally {
    await host.close();
    world.disconnect();
    await once(world, 'exit');
  }
}

async function makeRecords(records: number, { s3, openai }: WorldAddress): Promise<void> {
  // As the functions' own environment, read by the SDK when its client is made.
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' });
  const store = s3JobStore({ bucket: BENCH_BUCKET, endpoint: s3 });
  const due = new Date().toISOString();
  await pMap(
    Array.from({ length: records }),
    async () => {
      const response = await fetch(`${openai}/v1/responses`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-bench', 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'gpt-6.1-terra',
          input: 'Count the waves.',
          background: true,
          store: true,
          metadata: { pace: 'none', forget: '86400' },
        }),
      });
      const { id } = (await response.json()) as { readonly id: string };
      const record: JobRecord = {
        id,
        endpoint: 'create-text',
        model: 'gpt-6.1-terra',
        created_at: due,
        next_poll_at: due,
        attempts: 0,
        delivery: null,
        include: [],
      };
      await store.putRecord(record);
    },
    { concurrency: SETUP_CONCURRENCY },
  );
}

async function pollUntilSettled(
  host: Awaited<ReturnType<typeof startFunctionHost>>,
  shards: readonly string[],
): Promise<void> {
  for (let invocation = 0; invocation < MOST_INVOCATIONS; invocation += 1) {
    const { body } = await host.invoke('poll-background', { shards, window_seconds: 0 });
    const { pending, failed } = JSON.parse(await text(body)) as { readonly pending: number; readonly failed: number };
    if (failed > 0) throw new Error(`${failed} records could not be settled`);
    // A first pass that its deadline cut short has not listed all: only one that settled nothing more has.
    if (pending === 0) return;
  }
  throw new Error(`Not settled after ${MOST_INVOCATIONS} invocations`);
}

async function countsOf(world: ReturnType<typeof fork>): Promise<WorldCounts> {
  const answer = once(world, 'message') as Promise<[WorldCounts]>;
  world.send('counts');
  const [counts] = await answer;
  return structuredClone(counts);
}

function difference(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
}
