import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedStack, startAsPrinted } from '../../support/started-stack.ts';

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, '../../..');
const readme = readFileSync(path.join(project, 'README.md'), 'utf8');

/** Where the README has `npm start` serve. */
const SHOWN = 'http://127.0.0.1:3000';

let stack: StartedStack;

beforeAll(async () => {
  stack = await startAsPrinted();
});
afterAll(() => stack?.close());

/** The README's example in a language that calls an address. */
function example(language: string): string {
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  const calls = blocks.map(([, block = '']) => block).filter((block) => block.includes(`${SHOWN}/api/`));
  expect(calls).toHaveLength(1);
  return (calls[0] ?? '').replaceAll(SHOWN, stack.url);
}

async function save(name: string, text: string): Promise<string> {
  const file = path.join(stack.folder, name);
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
