import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, '../../..');
const readme = readFileSync(path.join(project, 'README.md'), 'utf8');

/** Where the README has `npm start` serve. */
const SHOWN = 'http://127.0.0.1:3000';

let folder: string;
let started: ChildProcess | undefined;
let url = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'readme-'));
  const child = spawn(process.execPath, [path.join(project, 'infra/local/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', LOG_DIR: path.join(folder, 'logs'), OPENAI_API_KEY: '' },
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
  if (started) {
    const exit = once(started, 'exit');
    started.kill('SIGTERM');
    await exit;
  }
  await rm(folder, { recursive: true, force: true });
});

/** The README's example in a language that calls an address. */
function example(language: string): string {
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  const calls = blocks.map(([, block = '']) => block).filter((block) => block.includes(`${SHOWN}/api/`));
  expect(calls).toHaveLength(1);
  return (calls[0] ?? '').replaceAll(SHOWN, url);
}

async function save(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

describe.skipIf(process.platform === 'win32')('the calls of the README, as they stand', () => {
  it('stream with curl', async () => {
    const { stdout } = await run('sh', ['-c', example('sh')]);
    expect(stdout.trimEnd().split('\n\n').at(-1)).toMatch(/^id: \d+\nevent: response\.completed\n/);
  });

  it('get a text with TypeScript', async () => {
    const { stdout } = await run(process.execPath, [await save('call.mts', example('ts'))]);
    expect(stdout).toContain('Say hello in five words.');
  });

  it.skipIf(spawnSync('python3', ['--version']).status !== 0)('get the URL of an image with Python', async () => {
    const { stdout } = await run('python3', [await save('call.py', example('python'))]);
    const image = await fetch(stdout.trim());
    expect(image.headers.get('content-type')).toBe('image/png');
    expect((await image.arrayBuffer()).byteLength).toBeGreaterThan(1000);
  });
});
