import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { functionsDirectory } from '../../infra/build/build-function.ts';
import { type FunctionHost, startFunctionHost } from '../../infra/local/lambda/function-host.ts';

/** The functions that are compared: the hand-made floors, and the built ones. */
export const FLOORS = ['empty', 'pipe', 'reserialise'] as const;
const BUILT = [
  'create-text',
  'count-input-tokens',
  'create-response',
  'stream-text',
  'create-image',
  'stream-image',
  'get-image-url',
  'create-speech',
  'create-transcription',
  'generate-image',
] as const;
/** Functions once more, with access on. */
export const GUARDED = ['stream-text', 'count-input-tokens'] as const;
export type Guarded = (typeof GUARDED)[number];
export type Benched = (typeof FLOORS)[number] | (typeof BUILT)[number] | `${Guarded}-bearer`;

/** Everything a bench needs: an upstream in a process of its own, and fresh function hosts. */
export interface Bench {
  readonly upstream: string;
  /** A caller's key, for the function with access on. */
  readonly key: string;
  /** A host without processes; the caller closes it. `nodeArguments` go before the functions' own. */
  host(nodeArguments?: readonly string[]): Promise<FunctionHost>;
  close(): void;
}

/** `taskset` where the machine has it: the process under test alone on the last CPU. */
function pinned(): readonly string[] {
  const last = availableParallelism() - 1;
  return existsSync('/usr/bin/taskset') && last > 0 ? ['/usr/bin/taskset', '-c', String(last)] : [];
}

/** Starts the upstream, and lays the floors beside the built functions. */
export async function startBench(): Promise<Bench> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  for (const floor of FLOORS)
    cpSync(path.join(import.meta.dirname, 'floors', floor), path.join(folder, floor), { recursive: true });
  for (const name of BUILT) cpSync(path.join(functionsDirectory, name), path.join(folder, name), { recursive: true });
  for (const name of GUARDED)
    cpSync(path.join(functionsDirectory, name), path.join(folder, `${name}-bearer`), { recursive: true });
  const [upstreamProcess, tableProcess] = [forked('upstream.ts'), forked('table.ts')];
  const [port, [tableUrl = '', table = '', key = ''] = []] = await Promise.all([
    firstLine(upstreamProcess),
    firstLine(tableProcess).then((line) => line.split(' ')),
  ]);
  const upstream = `http://127.0.0.1:${port}/v1`;
  const endpoints = [...FLOORS, ...BUILT, ...GUARDED.map((name) => `${name}-bearer`)].map((name) => ({
    name,
    memoryMiB: 512,
    timeoutSeconds: 120,
  }));
  return {
    upstream,
    key,
    host: (nodeArguments = []) =>
      startFunctionHost({
        nodeArguments,
        functionsDirectory: folder,
        endpoints,
        launcher: pinned(),
        environment: (name) => ({
          OPENAI_API_KEY: 'sk-bench',
          OPENAI_API_BASE_URL: upstream,
          LOG_LEVEL: 'INFO',
          ...(name.endsWith('-bearer') && {
            ACCESS_MODES: 'bearer',
            ACCESS_TABLE: table,
            DYNAMODB_ENDPOINT: tableUrl,
            AWS_ACCESS_KEY_ID: 'local',
            AWS_SECRET_ACCESS_KEY: 'local',
          }),
        }),
      }),
    close() {
      for (const process of [upstreamProcess, tableProcess]) process.disconnect();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function forked(file: string): ChildProcess {
  return fork(path.join(import.meta.dirname, file), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
}

async function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once('data', (line) => resolve(String(line).trim())));
}

/** A function URL event that asks `create-image` or `stream-image` for an image. */
export function imageEvent(name: Benched, image: number, delivery: string): object {
  const body = {
    model: 'gpt-6.1-terra',
    input: 'A fox.',
    image_delivery: delivery,
    metadata: { image: String(image) },
  };
  const path = name === 'stream-image' ? '/api/responses/images/stream' : '/api/responses/images';
  return { ...streamEvent({}), rawPath: path, body: JSON.stringify(body) };
}

/** A function URL event that asks for a stream, as the function of a name takes it. */
export function streamEvent(metadata: Readonly<Record<string, string>>, name?: Benched): object {
  return {
    version: '2.0',
    rawPath: name === 'create-response' ? '/v1/responses' : '/api/responses/text/stream',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { requestId: 'bench', http: { method: 'POST' } },
    body: JSON.stringify({ model: 'gpt-6.1-terra', input: 'Tell me a story.', stream: true, metadata }),
    isBase64Encoded: false,
  };
}
