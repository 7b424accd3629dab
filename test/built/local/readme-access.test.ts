import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = path.resolve(import.meta.dirname, '../../..');
const SHOWN = 'http://127.0.0.1:3000';

let folder: string;
let started: ChildProcess;
let url: string;

beforeAll(async () => {
  // What is kept stands in a folder of its own.
  folder = await mkdtemp(path.join(tmpdir(), 'readme-'));
  const child = spawn(process.execPath, [path.join(project, 'infra/local/main.ts')], {
    cwd: folder,
    env: { ...process.env, ACCESS_MODES: 'bearer', PORT: '0', LOG_DIR: path.join(folder, 'logs') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started = child;
  let printed = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += chunk;
    if (/sleep \d+; curl .+\n\n/.test(printed)) break;
  }
  child.stdout.resume();
  url = /http:\/\/127\.0\.0\.1:\d+(?=\/api)/.exec(printed)?.[0] ?? '';
});

afterAll(async () => {
  const exit = once(started, 'exit');
  started.kill('SIGTERM');
  await exit;
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform === 'win32')('the README on access', () => {
  it('shows one key refused, one stopped by its budget, one repeated request paid once', async () => {
    const readme = await readFile(path.join(project, 'README.md'), 'utf8');
    const block = /^```bash\n([\s\S]*?)^```/m.exec(readme)?.[1] ?? '';
    // npm runs the command in the folder of package.json, which is the project's own: the command itself is run here.
    const script = block
      .replaceAll(SHOWN, url)
      .replace('npm run -s keys --', `"${process.execPath}" "${path.join(project, 'infra/keys/main.ts')}"`);
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder });
    const codes = [...stdout.matchAll(/"error_code":"(\w+)"/g)].map(([, code]) => code);
    expect(codes).toEqual(['object_not_found', 'budget_exceeded']);
    expect(stdout.match(/^idempotent-replayed: true/gim)).toHaveLength(1);
    const ids = [...stdout.matchAll(/^\{"id":"(resp_\w+)"/gm)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(1);
    expect(stdout).toMatch(/"requests":1,/);
  });
});
