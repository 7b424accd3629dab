import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** What bundles are made from, below the project's folder. */
const SOURCES = ['functions', 'lib', 'infra/build', 'package-lock.json', 'tsconfig.json'];

/** Whether every function's bundle is newer than all that it is made from. A file removed is not noticed. */
export async function bundlesAreFresh(project: string, names: readonly string[]): Promise<boolean> {
  // The build writes `env.json` once the bundle is complete.
  const built = names.map((name) => modifiedAt(path.join(project, 'dist', 'functions', name, 'env.json')));
  const sources = SOURCES.map((source) => newestBelow(path.join(project, source)));
  return Math.min(...(await Promise.all(built))) > Math.max(...(await Promise.all(sources)));
}

async function newestBelow(fileOrFolder: string): Promise<number> {
  const entries = await readdir(fileOrFolder, { recursive: true }).catch(() => []);
  const times = ['', ...entries].map((entry) => modifiedAt(path.join(fileOrFolder, entry)));
  return Math.max(...(await Promise.all(times)));
}

/** Milliseconds since 1970; 0 where there is no such file. */
async function modifiedAt(file: string): Promise<number> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.mtimeMs ?? 0;
}
