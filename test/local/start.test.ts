import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';

const main = path.resolve(import.meta.dirname, '../../infra/local/main.ts');
const environment = { PATH: process.env.PATH, LOG_DIR: path.join(tmpdir(), 'start-test-logs') };
let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

function start(variables: Record<string, string>) {
  const started = spawn(process.execPath, [main], { env: { ...environment, OPENAI_API_KEY: '', ...variables } });
  child = started;
  return started;
}

it('serves what its five printed curl lines ask for, until it is told to stop', async () => {
  const started = start({ PORT: '0', OPENAI_API_BASE_URL: '' });
  let output = '';
  started.stdout.setEncoding('utf8');
  for await (const chunk of started.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (output.match(/curl/g)?.length === 5 && output.endsWith('\n')) break;
  }
  started.stdout.resume();
  expect(output.split('\n')[0]).toMatch(/^OpenAI is played by a stand-in at http/);

  const answers = [...output.matchAll(/curl (?:-s?N )?(\S+) -H '(\S+): (\S+)' -d '(.*?)'/g)].map(
    async ([, url = '', header = '', value = '', body = '']) => {
      const response = await fetch(url, { method: 'POST', headers: { [header]: value }, body });
      return [response.status, response.headers.get('content-type')?.split(';')[0], await response.text()];
    },
  );
  expect(await Promise.all(answers)).toEqual([
    [200, 'application/json', expect.stringContaining('"output_text"')],
    [200, 'text/event-stream', expect.stringContaining('event: response.completed')],
    [400, 'application/json', expect.stringContaining('"hint"')],
    [200, 'application/json', expect.stringMatching(/"url":"http:[^"]+\.webp/)],
    [200, 'text/event-stream', expect.stringContaining('event: image.stored')],
  ]);

  const exit = once(started, 'exit');
  started.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
}, 30_000);

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
