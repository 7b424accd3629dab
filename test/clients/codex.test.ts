import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClientWorld, startClientWorld } from './client-world.ts';
import { findCodex } from './codex-binary.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const { binary, missing } = findCodex();
const asked = 'Say hello in five words.';

let world: ClientWorld;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'codex-'));
  world = await startClientWorld();
});
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The command of docs/clients.md, for this world. */
async function command(): Promise<string> {
  const page = await readFile(path.resolve(import.meta.dirname, '../../docs/clients.md'), 'utf8');
  const shown = page.split('\n').find((line) => line.startsWith('codex exec '));
  return (shown ?? '').replace('http://127.0.0.1:3000/v1', world.baseURL);
}

describe('the Codex CLI', () => {
  it.skipIf(missing)(`takes a turn${missing ? ` (${missing})` : ''}`, async () => {
    const [bin, home, work] = ['bin', 'home', 'work'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    await Promise.all([bin, home, work].map((directory) => mkdir(directory)));
    await symlink(path.resolve(binary), path.join(bin, 'codex'));
    const { stdout } = await promisify(execFile)('sh', ['-c', `${await command()} </dev/null`], {
      cwd: work,
      env: { PATH: `${bin}:${process.env.PATH}`, HOME: home, CODEX_HOME: home, OPENAI_API_KEY: 'orl_your_key' },
    });
    expect(stdout).toContain(asked);
    const turns = world.upstream.requests.filter(({ method }) => method === 'POST');
    expect(turns).toHaveLength(1);
    expect(turns[0]?.json()).toMatchObject({ stream: true, store: false });
  });

  // Codex compresses what it sends where it is signed in to ChatGPT, and may elsewhere.
  it('may send its requests as zstd', async () => {
    const body = { model: 'gpt-6.1-terra', stream: true, store: false, input: [{ role: 'user', content: asked }] };
    const answer = await fetch(`${world.baseURL}/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer any', 'content-type': 'application/json', 'content-encoding': 'zstd' },
      body: zstdCompressSync(JSON.stringify(body)),
    });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('event: response.completed\n');
    expect(text).toContain(asked);
  });
});
