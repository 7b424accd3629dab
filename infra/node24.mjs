// Runs a script on Node 24, which is what the functions run on (`nodejs24.x`), whatever Node the machine has.
// Plain JavaScript: the machine's own Node 20 has to be able to read this one file.
//
//   node infra/node24.mjs script.ts [argument ...]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { onOrphaned } from './orphaned.mjs';

const MAJOR = 24;

/** Where npm put Node 24 for this platform: binaries as optional dependencies, without an install script. */
function fromNpm() {
  const require = createRequire(import.meta.url);
  const target = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  for (const name of [`node-${target}`, `node-bin-${target}`]) {
    try {
      const folder = path.dirname(require.resolve(`${name}/package.json`));
      const binary = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
      if (existsSync(binary)) return binary;
    } catch {
      // Not installed for this platform; the next name may be.
    }
  }
  return undefined;
}

/** The path of a Node 24 binary: this process's own, or npm's. Throws where there is none. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) === MAJOR) return process.execPath;
  const binary = fromNpm();
  const version = binary && spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (binary && version?.startsWith(`v${MAJOR}.`)) return binary;
  throw new Error(
    `Node ${MAJOR} is needed and was not found (this is ${process.version}). ` +
      `Run "npm ci" without --omit=optional, or put Node ${MAJOR} first on the PATH.`,
  );
}

if (process.argv[1] === import.meta.filename || process.argv[1] === new URL(import.meta.url).pathname) {
  let binary;
  try {
    binary = node24();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  // By its parent's id the script can tell whether it was started here, and so ends with this process.
  const env = { ...process.env, NODE24_LAUNCHER: String(process.pid) };
  const child = spawn(binary, process.argv.slice(2), { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm passes on what it catches; killed outright, or by a hang-up, it says nothing.
  if (process.env.npm_lifecycle_event !== undefined) onOrphaned(() => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
