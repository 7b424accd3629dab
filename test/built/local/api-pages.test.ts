import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Endpoint, endpoints } from '../../../lib/endpoints/table.ts';
import { type StartedStack, startAsPrinted } from '../../support/started-stack.ts';

const run = promisify(execFile);
const folder = path.resolve(import.meta.dirname, '../../../docs/api');

/** Where the pages have `npm start` serve. */
const SHOWN = 'http://127.0.0.1:3000';

/** The pages whose lines can be run one after the other: all but those that the README or another test has. */
const OTHERS = ['openai.md', 'responses.md', 'service.md', 'webhooks.md'];
const pages = readdirSync(folder).filter((file) => file.endsWith('.md') && !OTHERS.includes(file));

let stack: StartedStack;

beforeAll(async () => {
  stack = await startAsPrinted();
});
afterAll(() => stack?.close());

/** All that a page has a shell do, in its order. */
function linesOf(page: string): string {
  const text = readFileSync(path.join(folder, page), 'utf8');
  return [...text.matchAll(/^```bash\n([\s\S]*?)^```/gm)].map(([, block = '']) => block).join('\n');
}

/** `POST /api/images/generate`, whatever stands in the place of a parameter. */
function isShown({ method, paths }: Endpoint, lines: string): boolean {
  const template = (paths.service ?? '').replaceAll(/\{\w+\}/g, '[^/\\s"?]+');
  const calls = lines.replaceAll('\\\n', ' ').split('\n');
  return calls.some((call) => {
    const isPath = new RegExp(`${SHOWN}${template}(?=[\\s"'?]|$)`).test(call);
    const asked =
      /(?:-X|--request) ?(\w+)/.exec(call)?.[1] ??
      (/\s(?:-d|-F|--data\S*|--form\S*|--json)\s/.test(call) ? 'POST' : 'GET');
    return isPath && asked === method;
  });
}

describe.skipIf(process.platform === 'win32').each(pages)('docs/api/%s', (page) => {
  const lines = linesOf(page);
  const text = readFileSync(path.join(folder, page), 'utf8');
  const rows = (endpoints as readonly Endpoint[]).filter(
    ({ name, paths }) => paths.service !== undefined && text.includes(`| \`${name}\` `),
  );

  it('has a line for each of its endpoints', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !isShown(row, lines)).map(({ name }) => name)).toEqual([]);
  });

  it('has lines that work as they stand, in its order, in one shell', async () => {
    // What fails ends the shell: every call has to succeed.
    const strict = 'set -euo pipefail\ncurl() { command curl --fail-with-body --silent --show-error "$@"; }\n';
    const script = strict + lines.replaceAll(SHOWN, stack.url);
    const { stdout } = await run('bash', ['-c', script], { cwd: stack.folder, maxBuffer: 64 * 1024 * 1024 });
    expect(stdout).not.toContain('"error_code"');
  }, 120_000);
});
