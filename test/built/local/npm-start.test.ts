import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const project = path.resolve(import.meta.dirname, '../../..');
let folder: string;
let npm: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'npm-start-'));
});
afterEach(async () => {
  npm?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Whether anybody listens. */
async function isServed(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

it.each(['SIGTERM', 'SIGKILL'] as const)(
  '`npm start` leaves nothing behind when npm ends by %s',
  async (signal) => {
    const started = spawn('npm', ['start'], {
      cwd: project,
      env: { ...process.env, PORT: '0', LOG_DIR: folder, OPENAI_API_KEY: '', OPENAI_API_BASE_URL: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    npm = started;
    let printed = '';
    for await (const chunk of started.stdout.setEncoding('utf8')) {
      printed += chunk;
      if (/sleep \d+; curl .+\n\n/.test(printed)) break;
    }
    const port = Number(/http:\/\/127\.0\.0\.1:(\d+)\/api/.exec(printed)?.[1]);
    expect(await isServed(port)).toBe(true);
    started.kill(signal);
    await expect.poll(() => isServed(port), { timeout: 20_000 }).toBe(false);
  },
  60_000,
);
