import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { functionsDirectory } from '../../infra/build/build-function.ts';
import { type FunctionHost, startFunctionHost } from '../../infra/local/lambda/function-host.ts';

/** The functions that are compared: the hand-made floors, and the built ones. */
export const FLOORS = ['empty', 'pipe', 'reserialise'] as const;
const BUILT = ['create-text', 'stream-text', 'create-image', 'stream-image', 'get-image-url'] as const;
export type Benched = (typeof FLOORS)[number] | (typeof BUILT)[number];

/** Everything a bench needs: an upstream in a process of its own, and fresh function hosts. */
export interface Bench {
  readonly upstream: string;
  /** A host without processes; the caller closes it. */
  host(): Promise<FunctionHost>;
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
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'upstream.ts'), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (line) => resolve(String(line).trim())),
  );
  const upstream = `http://127.0.0.1:${port}/v1`;
  const endpoints = [...FLOORS, ...BUILT].map((name) => ({
    name,
    memoryMiB: 512,
    timeoutSeconds: 120,
  }));
  return {
    upstream,
    host: () =>
      startFunctionHost({
        functionsDirectory: folder,
        endpoints,
        launcher: pinned(),
        environment: { OPENAI_API_KEY: 'sk-bench', OPENAI_API_BASE_URL: upstream, LOG_LEVEL: 'INFO' },
      }),
    close() {
      child.disconnect();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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

/** A function URL event that asks for a stream. */
export function streamEvent(metadata: Readonly<Record<string, string>>): object {
  return {
    version: '2.0',
    rawPath: '/api/responses/text/stream',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { requestId: 'bench', http: { method: 'POST' } },
    body: JSON.stringify({ model: 'gpt-6.1-terra', input: 'Tell me a story.', stream: true, metadata }),
    isBase64Encoded: false,
  };
}
