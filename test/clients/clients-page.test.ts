import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StartedStack, startAsPrinted } from '../support/started-stack.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(project, 'docs/clients.md'), 'utf8');

/** Where the page has `npm start` serve. */
const SHOWN = 'http://127.0.0.1:3000';
/** What every example asks, and the stand-in repeats. */
const ASKED = 'Say hello in five words.';

let stack: StartedStack;

beforeAll(async () => {
  stack = await startAsPrinted();
});
afterAll(() => stack?.close());

/** The page's examples in a language that ask something. */
function examples(language: string): string[] {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  return blocks.map(([, block = '']) => block).filter((block) => block.includes(ASKED));
}

/** As it stands on the page, for a stack on another port. */
const here = (block: string) => block.replaceAll(SHOWN, stack.url);

/** The JavaScript examples, by the client that they import. */
const scripts = examples('js').map((block) => {
  const [imports = '', ...rest] = block.split('\n\n');
  const name = imports.match(/(?<=from ').+(?=')/g)?.at(-1) ?? '';
  return { name, imports, program: rest.join('\n\n') };
});

/** Without base URL and key, which the environment has then. */
const untold = (program: string) => program.replace(/baseURL: '[^']+'(, )?/, '').replace(/apiKey: '[^']+'(, )?/, '');

/**
 * What every JavaScript example prints, first as it stands and then told by the environment alone. All in one process, in the project's
 * folder: the clients take long to load.
 */
async function printed(): Promise<Record<string, string>> {
  const part = (key: string, program: string) =>
    `console.log('== ${key}');\ntry {\n${program}} catch (error) {\n  console.log(error);\n}\n`;
  const program = [
    ...scripts.map(({ imports }) => `${imports}\n`),
    ...scripts.map(({ name, program }) => part(`${name} as it stands`, here(program))),
    `Object.assign(process.env, { OPENAI_BASE_URL: '${stack.url}/v1', OPENAI_API_KEY: 'orl_your_key' });\n`,
    ...scripts.map(({ name, program }) => part(`${name} by the environment`, untold(program))),
  ].join('');
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: project,
    env: { PATH: process.env.PATH },
  });
  const parts = stdout.split(/^== /m).slice(1);
  return Object.fromEntries(parts.map((text) => text.split(/\n(.*)/s, 2)));
}

describe('the examples of docs/clients.md', () => {
  let outputs: Record<string, string>;
  beforeAll(async () => {
    outputs = await printed();
  });

  it('are one for each client', () => {
    expect(scripts.map(({ name }) => name)).toEqual(['openai', '@openai/agents', 'ai', '@langchain/openai']);
    expect([examples('python'), examples('sh')].map(({ length }) => length)).toEqual([1, 2]);
  });

  it.each(scripts)('ask with $name', ({ name }) => {
    expect(outputs[`${name} as it stands`]).toContain(ASKED);
  });

  it.each(scripts)('ask with $name, told by the environment alone', ({ name, program }) => {
    expect(untold(program)).not.toMatch(/127\.0\.0\.1|orl_/);
    expect(outputs[`${name} by the environment`]).toContain(ASKED);
  });

  it.skipIf(process.platform === 'win32')('ask with curl', async () => {
    const [curl = ''] = examples('sh').filter((block) => block.startsWith('curl'));
    const { stdout } = await run('sh', ['-c', here(curl)]);
    expect(stdout).toContain('event: response.completed\n');
    expect(stdout).toContain(ASKED);
  });

  const python = process.env.PYTHON_BIN ?? 'python3';
  it.skipIf(spawnSync(python, ['-c', 'import openai']).status !== 0)('ask with Python', async () => {
    const { stdout } = await run(python, ['-c', here(examples('python')[0] ?? '')]);
    expect(stdout).toContain(ASKED);
  });
});
