import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { CREATED, completed, delta, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const RUNNER = path.resolve(import.meta.dirname, '../corpus/main.ts');
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'corpus-'));
  for (const folder of ['streams/meta', 'responses', 'errors'])
    await mkdir(path.join(directory, folder), { recursive: true });
});
afterAll(() => rm(directory, { recursive: true }));

const write = (file: string, content: string) => writeFile(path.join(directory, file), content);

async function run(...parameters: string[]) {
  const child = spawn(process.execPath, [RUNNER, ...parameters]);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  return { lines: stdout.trimEnd().split('\n'), stderr, code };
}

it('finds no difference in streams, answers and errors that are replayed', async () => {
  const events = [CREATED, delta(1, '日本 🦄'), completed(2)].map((event) => JSON.stringify(event));
  const exchange = { request: null, status: 200, headers: { 'x-request-id': 'req_1' }, body: RESPONSE };
  const error = { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'No money', param: null } };
  await write('streams/whole.jsonl', `${events.join('\n')}\n`);
  await write('streams/cut.jsonl', events.slice(0, 2).join('\n'));
  await write('responses/create.json', JSON.stringify(exchange));
  await write('responses/deleted.json', JSON.stringify({ ...exchange, body: { id: 'resp_1', deleted: true } }));
  await write('errors/000-quoted.json', JSON.stringify({ ...exchange, status: null, body: error }));
  await write(
    'errors/503-page.json',
    JSON.stringify({ ...exchange, status: 503, body: '<html><title>Sorry</title></html>' }),
  );
  const { lines, code } = await run(directory);
  expect(lines).toEqual([
    '1 files are of endpoints that no function has',
    '5 recordings, 0 differences',
    '5 passed, 0 failed',
  ]);
  expect(code).toBe(0);
});

it('names what differs, and fails', async () => {
  // No stream of OpenAI's has such a number: the function numbers the event itself, and the recording stands alone.
  await write(
    'streams/numbers.jsonl',
    [CREATED, { ...delta(1, 'x'), sequence_number: 0.5 }, completed(2)]
      .map((event) => JSON.stringify(event))
      .join('\n'),
  );
  const { lines, code } = await run(directory);
  expect(lines[0]).toMatch(/^streams\/numbers\.jsonl: \[whole\] .*: expected .*, got /);
  expect(lines.at(-2)).toMatch(/^6 recordings, [1-9]\d* differences$/);
  expect(lines.at(-1)).toBe('5 passed, 1 failed');
  expect(code).toBe(1);
});

it.each([
  ['a folder that does not exist', ['/no/such/folder'], /There is no folder \/no\/such\/folder/],
  ['no folder', [], /Name the folder/],
])('says so where it is given %s', async (_, parameters, message) => {
  const { stderr, code } = await run(...parameters);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
});
