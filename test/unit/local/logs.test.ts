import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { logFiles } from '../../../infra/local/logs.ts';

const noon = Date.UTC(2026, 10, 22, 12);
let directory: string | undefined;
afterEach(() => directory && rm(directory, { recursive: true }));

it.each([
  ['the api of its record', 'stdout', '{"api":"images","message":"a"}', 'images.log'],
  ["its function's api", 'stdout', '{"message":"a"}', 'of-create-text.log'],
  ["its function's api, as plain text", 'stderr', 'a warning', 'of-create-text.log'],
  ["its function's api, broken JSON and all", 'stdout', '{"api":', 'of-create-text.log'],
  ['a safe name', 'stdout', '{"api":"../../etc/x"}', '-etc-x.log'],
] as const)('keeps a line under %s', async (_what, source, line, file) => {
  directory = await mkdtemp(path.join(tmpdir(), 'logs-'));
  const keep = logFiles(
    directory,
    (name) => `of-${name}`,
    () => noon,
  );
  keep({ name: 'create-text', pid: 1, source, line });
  keep({ name: 'create-text', pid: 1, source, line });
  expect(await readdir(directory)).toEqual(['2026-11-22']);
  expect(await readFile(path.join(directory, '2026-11-22', file), 'utf8')).toBe(`${line}\n${line}\n`);
});

it('keeps what Lambda would have logged of a function as a record', async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'logs-'));
  logFiles(
    directory,
    () => 'responses',
    () => noon,
  )({
    name: 'create-text',
    pid: 1,
    requestId: 'r-1',
    source: 'platform',
    line: 'Task timed out after 3.00 seconds',
  });
  expect(JSON.parse(await readFile(path.join(directory, '2026-11-22', 'responses.log'), 'utf8'))).toEqual({
    timestamp: '2026-11-22T12:00:00.000Z',
    level: 'ERROR',
    function: 'create-text',
    requestId: 'r-1',
    message: 'Task timed out after 3.00 seconds',
  });
});

it.each([
  ['is below a file', 'a-file/logs'],
  ['is a file', 'a-file'],
])('tells once that a folder which %s takes no lines, and goes on', async (_what, place) => {
  directory = await mkdtemp(path.join(tmpdir(), 'logs-'));
  await writeFile(path.join(directory, 'a-file'), '');
  const told: string[] = [];
  const keep = logFiles(
    path.join(directory, place),
    () => 'responses',
    () => noon,
    (line) => told.push(line),
  );
  for (let line = 0; line < 3; line += 1) keep({ name: 'create-text', pid: 1, source: 'stdout', line: 'x' });
  expect(told).toEqual([expect.stringMatching(/^The log cannot be written \(E[^\n]+LOG_DIR[^\n]+$/)]);
});

it.runIf(process.platform === 'linux')('loses the lines that a full disk does not take, and no request', async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'logs-'));
  await mkdir(path.join(directory, '2026-11-22'));
  await symlink('/dev/full', path.join(directory, '2026-11-22', 'responses.log'));
  const told: string[] = [];
  const keep = logFiles(
    directory,
    () => 'responses',
    () => noon,
    (line) => told.push(line),
  );
  keep({ name: 'create-text', pid: 1, source: 'stdout', line: 'x' });
  expect(told).toEqual([expect.stringContaining('ENOSPC')]);
});
