import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What `npm start` starts, on a free port. */
export interface StartedStack {
  /** Without a slash at its end. */
  readonly url: string;
  /** A folder of its own: what it keeps is there. */
  readonly folder: string;
  close(): Promise<void>;
}

const main = path.resolve(import.meta.dirname, '../../infra/local/main.ts');

/** Starts it as `npm start` does, and waits until it has printed all that it prints. The caller closes it. */
export async function startAsPrinted(variables: Readonly<Record<string, string>> = {}): Promise<StartedStack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'started-'));
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', LOG_DIR: path.join(folder, 'logs'), OPENAI_API_KEY: '', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += chunk;
    if (/sleep \d+; curl .+\n\n/.test(printed)) break;
  }
  child.stdout.resume();
  return {
    url: /http:\/\/127\.0\.0\.1:\d+(?=\/api)/.exec(printed)?.[0] ?? '',
    folder,
    async close() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
