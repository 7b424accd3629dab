import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** A function whose bundle must be built before it is run or deployed. */
export interface StaleBundle {
  readonly name: string;
  /** What is wrong with it. */
  readonly problem: string;
}

const project = path.join(import.meta.dirname, '..', '..');

/** What bundles are made from, below the project's folder. */
const SOURCES = ['functions', 'lib', 'infra/build', 'package-lock.json', 'tsconfig.json'];

/** Where `npm run build` puts bundles. */
export const bundlesDirectory = path.join(project, 'dist', 'functions');

/** Those of the functions whose bundle is missing or older than what it is made from. A source removed is not noticed. */
export function staleBundles(names: readonly string[], directory = bundlesDirectory): StaleBundle[] {
  const newest = newestSource();
  return names.flatMap((name) => {
    // The build writes `env.json` once the bundle is complete.
    const builtAt = modifiedAt(path.join(directory, name, 'env.json'));
    if (builtAt === 0) return [{ name, problem: 'missing' }];
    return builtAt > newest.at ? [] : [{ name, problem: `older than ${newest.file}` }];
  });
}

function newestSource(): { readonly file: string; readonly at: number } {
  let newest = { file: '', at: 0 };
  for (const file of SOURCES.flatMap(filesAt)) {
    const at = modifiedAt(path.join(project, file));
    if (at > newest.at) newest = { file, at };
  }
  return newest;
}

/** A file itself, or all that is below a folder, with the folder: its time tells of files that were renamed into it. */
function filesAt(source: string): string[] {
  const full = path.join(project, source);
  if (!statSync(full, { throwIfNoEntry: false })?.isDirectory()) return [source];
  return [source, ...readdirSync(full, { recursive: true, encoding: 'utf8' }).map((name) => path.join(source, name))];
}

/** Milliseconds since 1970; 0 where there is no such file. */
function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
