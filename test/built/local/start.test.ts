import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';

const main = path.resolve(import.meta.dirname, '../../../infra/local/main.ts');
let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'start-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** `npm start` with everything that it writes in a folder of this test's. */
function start(variables: Record<string, string>) {
  const environment = { PATH: process.env.PATH, LOG_DIR: path.join(folder, 'logs'), OPENAI_API_KEY: '' };
  const started = spawn(process.execPath, [main], { cwd: folder, env: { ...environment, ...variables } });
  child = started;
  return started;
}

/** What a process prints, and when. */
function watch(started: ReturnType<typeof start>) {
  let output = '';
  let onOutput = () => {};
  started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    onOutput();
  });
  return {
    printed: () => output,
    /** Resolves once it has printed so. */
    async until(wanted: RegExp): Promise<void> {
      while (!wanted.test(output)) {
        const more = Promise.withResolvers<void>();
        onOutput = more.resolve;
        await more.promise;
      }
    },
  };
}

/** Everything is served once the last line of the start message, an empty one, is out. */
const READY = /sleep \d+; curl .+\n\n/;

async function stop(started: ReturnType<typeof start>): Promise<void> {
  const exit = once(started, 'exit');
  started.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
}

/** The requests of the printed curl lines: those with a body. */
function printedRequests(output: string) {
  return [...output.matchAll(/curl (?:-\w+ )?(\S+) -H '(\S+): (\S+)' -d '(.*?)'/g)].map(
    ([, url = '', header = '', value = '', body = '']) => ({
      url,
      init: { method: 'POST', headers: { [header]: value }, body },
    }),
  );
}

it.each([
  ['orl_a-key-of-a-caller', /^OPENAI_API_KEY is a key of this service, .* env -u OPENAI_API_KEY/],
  ['not-a-key', /OPENAI_API_KEY is needed and starts with "sk-"/],
])('does not start with %s for a key of OpenAI', async (key, said) => {
  const started = start({ PORT: '0', OPENAI_API_KEY: key });
  const errors = text(started.stderr);
  expect(await once(started, 'exit')).toEqual([1, null]);
  expect(await errors).toMatch(said);
});

it('serves what its printed curl lines ask for, until it is told to stop', async () => {
  const started = start({ PORT: '0', OPENAI_API_BASE_URL: '' });
  const { printed, until } = watch(started);
  await until(READY);
  expect(printed().split('\n')[0]).toMatch(/^OpenAI is played by a stand-in at http/);
  const answers = printedRequests(printed()).map(async ({ url, init }) => {
    const response = await fetch(url, init);
    return [response.status, response.headers.get('content-type')?.split(';')[0], await response.text()];
  });
  expect(await Promise.all(answers)).toEqual([
    [200, 'application/json', expect.stringContaining('"output_text"')],
    [200, 'text/event-stream', expect.stringContaining('event: response.completed')],
    [400, 'application/json', expect.stringContaining('"hint"')],
    [200, 'application/json', expect.stringMatching(/"url":"http:[^"]+\.webp/)],
    [200, 'text/event-stream', expect.stringContaining('event: image.stored')],
    [202, 'application/json', expect.stringMatching(/"id":"resp_\w+".*"status":"queued"/)],
  ]);
  await stop(started);
}, 30_000);

it('settles background responses by webhook and by schedule, and has them after it was killed', async () => {
  const started = start({ PORT: '0', OPENAI_API_BASE_URL: '', POLL_SCHEDULE_SECONDS: '0.2' });
  const { printed, until } = watch(started);
  await until(READY);
  expect(printed()).toMatch(/^ {2}every 0\.2 s +poll-background /m);
  const { url, init } = printedRequests(printed()).at(-1) ?? {};
  if (!url || !init) throw new Error('No line starts a background response');
  /** In place of the printed line's time: over at once, and then as told. */
  const begin = async (metadata: Record<string, string>): Promise<string> => {
    const body = JSON.stringify({ ...JSON.parse(init.body), metadata: { seconds: '0', forget: '60', ...metadata } });
    const response = await fetch(url, { ...init, body });
    return ((await response.json()) as { id: string }).id;
  };
  const ids = [await begin({ webhook: 'once' }), await begin({})];
  await until(/^POST \/api\/webhooks\/openai 200 /m);
  await until(/^poll-background: settled 1, pending 0, failed 0$/m);
  const exit = once(started, 'exit');
  started.kill('SIGKILL');
  await exit;

  const again = start({ PORT: '0', OPENAI_API_BASE_URL: '' });
  const second = watch(again);
  await second.until(READY);
  const [{ url: texts = '' } = {}] = printedRequests(second.printed());
  for (const id of ids) {
    const response = await fetch(texts.replace(/text$/, id));
    expect([response.status, response.headers.get('x-response-source')]).toEqual([200, 'archive']);
    expect(await response.json()).toMatchObject({ id, status: 'completed' });
  }
  await stop(again);
}, 40_000);

it('says which port is taken, before it does anything else', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const started = start({ PORT: String(port) });
  const [said, [code]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
  other.close();
  expect(said).toContain(`Port ${port} is taken`);
  expect(code).toBe(1);
}, 30_000);

it.each([
  ['PORT', 'a lot', 'PORT wants a whole number from 0 to 65535'],
  ['CORS_ORIGINS', 'a lot', 'CORS_ORIGINS wants origins with commas between, or *'],
  ['POLL_SCHEDULE_SECONDS', '0', 'POLL_SCHEDULE_SECONDS wants a number of seconds from 0.2 to 86400'],
])('refuses a bad %s in one line', async (variable, value, line) => {
  const started = start({ [variable]: value });
  const [said, [code]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
  expect([said, code]).toEqual([`${line}\n`, 1]);
});
