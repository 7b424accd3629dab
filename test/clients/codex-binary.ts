import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const project = path.resolve(import.meta.dirname, '../..');

/** Where a Codex CLI may be: what `CODEX_BIN` names, or the project's own. */
const places = [process.env.CODEX_BIN, path.join(project, 'node_modules/.bin/codex')].filter((place) => place);

/** A Codex CLI that runs on this machine, or why there is none. */
export function findCodex(): { readonly binary: string; readonly missing?: string } {
  const binary = places.find((place) => place && existsSync(place));
  if (binary === undefined) return { binary: '', missing: 'no codex found: CODEX_BIN names one, see docs/testing.md' };
  const { status, stderr, error } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return status === 0 ? { binary } : { binary, missing: `${binary} does not run: ${error?.message ?? stderr}` };
}
