import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { LambdaFunction } from '../../../lib/endpoints/table.ts';
import { node24 } from '../../node24.mjs';
import { functionEnvironment } from './function-environment.ts';

/** How a function's processes are started. */
export interface LaunchOptions {
  readonly endpoint: Pick<LambdaFunction, 'name' | 'memoryMiB' | 'timeoutSeconds'>;
  /** Absolute folder of the bundle. */
  readonly folder: string;
  /** Goes over the reserved variables and the bundle's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Node's own arguments (`['--cpu-prof']`). */
  readonly nodeArguments: readonly string[];
  /** A command and its arguments to put before Node's (`['taskset', '-c', '1']`); it has to replace itself by Node. */
  readonly launcher: readonly string[];
}

/** What Lambda's own start script of Node gives V8 of a function's memory. */
const HEAP_SHARE = 0.9;

const runtimeClient = createRequire(import.meta.url).resolve('aws-lambda-ric');
const preload = path.join(import.meta.dirname, 'rapid-client-preload.cjs');

/** Starts Lambda's runtime client on a bundle; it polls the Runtime API at `host:port` once it has loaded the bundle. */
export function launchFunction(
  options: LaunchOptions,
  runtimeApi: string,
): ChildProcessByStdio<null, Readable, Readable> {
  const { endpoint, folder, environment, nodeArguments, launcher } = options;
  const heap = `--max-old-space-size=${Math.floor(endpoint.memoryMiB * HEAP_SHARE)}`;
  const command = [...launcher, node24(), heap, ...nodeArguments, '--require', preload, runtimeClient];
  return spawn(command[0] ?? node24(), command.slice(1), {
    cwd: folder,
    env: functionEnvironment(endpoint, folder, runtimeApi, environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
