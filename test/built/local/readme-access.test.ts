import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StartedStack, startAsPrinted } from '../../support/started-stack.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = path.resolve(import.meta.dirname, '../../..');
const SHOWN = 'http://127.0.0.1:3000';

let stack: StartedStack;

beforeAll(async () => {
  stack = await startAsPrinted({ ACCESS_MODES: 'bearer' });
});
afterAll(() => stack?.close());

describe.skipIf(process.platform === 'win32')('the README on access', () => {
  it('shows one key refused, one stopped by its budget, one repeated request paid once', async () => {
    const readme = await readFile(path.join(project, 'README.md'), 'utf8');
    const block = /^```bash\n([\s\S]*?)^```/m.exec(readme)?.[1] ?? '';
    // npm runs the command in the folder of package.json, which is the project's own: the command itself is run here.
    const script = block
      .replaceAll(SHOWN, stack.url)
      .replace('npm run -s keys --', `"${process.execPath}" "${path.join(project, 'infra/keys/main.ts')}"`);
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: stack.folder });
    const codes = [...stdout.matchAll(/"error_code":"(\w+)"/g)].map(([, code]) => code);
    expect(codes).toEqual(['object_not_found', 'budget_exceeded']);
    expect(stdout.match(/^idempotent-replayed: true/gim)).toHaveLength(1);
    const ids = [...stdout.matchAll(/^\{"id":"(resp_\w+)"/gm)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(1);
    expect(stdout).toMatch(/"requests":1,/);
  });
});
