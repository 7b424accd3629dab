import { execFile } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Endpoint, LambdaFunction } from '../../lib/endpoints/table.ts';
import { node24 } from '../node24.mjs';
import { nodeBuiltinsPlugin } from './node-builtins-plugin.ts';
import { openaiDietPlugin } from './openai-diet-plugin.ts';
import { writePage } from './page-files.ts';

/** Where a function's bundle stands, below the project's folder. */
export const functionsDirectory = path.join(import.meta.dirname, '..', '..', 'dist', 'functions');

/** What a function's process needs at its start, `$DIR` being the bundle's folder. */
const START_ENVIRONMENT = { NODE_COMPILE_CACHE: '$DIR/compile-cache', NODE_COMPILE_CACHE_PORTABLE: '1' };

const project = path.join(import.meta.dirname, '..', '..');

/**
 * Bundles one function into `dist/functions/<name>/`: `index.mjs`, `env.json` and the compile cache it names.
 * Throws esbuild's own error where the sources do not compile.
 */
export async function buildFunction(row: LambdaFunction, outputDirectory = functionsDirectory): Promise<void> {
  const { page }: Partial<Endpoint> = row;
  const folder = path.join(outputDirectory, row.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    absWorkingDir: project,
    entryPoints: [path.join('functions', row.api, `${row.name}.ts`)],
    outdir: folder,
    entryNames: 'index',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported lazily (the AWS clients) is a file of its own, so that a start does not read it.
    splitting: true,
    platform: 'node',
    // The AWS SDK's modules, which esbuild can shake, rather than its CommonJS.
    mainFields: ['module', 'main'],
    format: 'esm',
    target: 'node24',
    minify: true,
    // The SDK asks whether bodies are web streams or blobs: no function sends one, and asking makes Node load both (3 ms).
    define: {
      'globalThis.ReadableStream': 'undefined',
      'globalThis.Blob': 'undefined',
      'globalThis.File': 'undefined',
      'globalThis.Headers': 'undefined',
    },
    alias: { debug: path.join(project, 'infra', 'build', 'silent-debug.ts') },
    legalComments: 'none',
    logLevel: 'warning',
    inject: [path.join(project, 'lib', 'upstream', 'fetch', 'globals.ts')],
    plugins: [nodeBuiltinsPlugin(), openaiDietPlugin()],
  });
  if (page) await writePage(page.folder, folder);
  await writeFile(path.join(folder, 'env.json'), `${JSON.stringify(START_ENVIRONMENT, null, 2)}\n`);
  await warmCompileCache(folder, row.name);
}

/** Runs the bundle once on Node 24, so that V8's compiled code is kept beside it. */
async function warmCompileCache(folder: string, name: string): Promise<void> {
  const script = path.join(import.meta.dirname, 'warm-compile-cache.ts');
  const environment = Object.fromEntries(
    Object.entries(START_ENVIRONMENT).map(([name, value]) => [name, value.replaceAll('$DIR', folder)]),
  );
  const run = promisify(execFile)(node24(), [script, path.join(folder, 'index.mjs'), name], {
    // The very flags that the function will run with: V8 takes compiled code back only under the same ones.
    env: { PATH: process.env.PATH, ...environment },
    timeout: 30_000,
  });
  await run.catch(({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => {
    throw new Error(`The bundle in ${folder} does not run:\n${stderr}${stdout}`);
  });
  // Node writes the cache for its own user alone; a deployed bundle is read by another.
  const cache = path.join(folder, 'compile-cache');
  for (const entry of readdirSync(cache, { recursive: true, withFileTypes: true })) {
    chmodSync(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}
