import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CREATED, completed, delta, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const RUNNER = path.resolve(import.meta.dirname, '../corpus/main.ts');
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'corpus-'));
  for (const folder of ['streams/meta', 'responses', 'errors'])
    await mkdir(path.join(directory, folder), { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

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

const API = 'https://api.openai.com/v1/responses';
const BACKGROUND = { ...RESPONSE, background: true };
const QUEUED = { ...BACKGROUND, status: 'queued', output: [], usage: null };
const BACKGROUND_REQUEST = { model: 'gpt-6.1-terra', input: 'Hello', background: true };

const CALL = {
  id: 'fc_1',
  type: 'function_call',
  call_id: 'call_1',
  name: 'find',
  arguments: '',
  status: 'in_progress',
};

/** An exchange that succeeded. */
function exchange(method: string, url: string, body: object, sent?: object): string {
  const request = { method, url: `${API}${url}`, body: sent ?? null };
  return JSON.stringify({ request, status: 200, headers: { 'x-request-id': 'req_1' }, body });
}

const lines = (events: readonly object[]) => events.map((event) => JSON.stringify(event)).join('\n');

/** The events of a background response from a number on, and the request that they answer. */
async function writeBackground(name: string, from: number, request: object): Promise<void> {
  const events = [
    { ...CREATED, response: QUEUED },
    { type: 'response.queued', sequence_number: 1, response: QUEUED },
    delta(2, 'Hé'),
    delta(3, 'llo'),
    // Its later events name the item, the frames name the call: a resumed stream has to know it as well.
    { type: 'response.output_item.added', sequence_number: 4, output_index: 1, item: CALL },
    {
      type: 'response.function_call_arguments.delta',
      sequence_number: 5,
      output_index: 1,
      item_id: CALL.id,
      delta: '{}',
    },
    { ...completed(6), response: BACKGROUND },
  ];
  await write(`streams/${name}.jsonl`, lines(events.slice(from)));
  await write(`streams/meta/${name}.json`, JSON.stringify({ request, headers: { 'x-request-id': 'req_2' } }));
}

it('finds no difference in streams, answers and errors that are replayed', async () => {
  const events = [CREATED, delta(1, '日本 🦄'), completed(2)];
  const created = { request: null, status: 200, headers: { 'x-request-id': 'req_1' }, body: RESPONSE };
  const error = { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'No money', param: null } };
  await write('streams/whole.jsonl', `${lines(events)}\n`);
  await write('streams/cut.jsonl', lines(events.slice(0, 2)));
  await write('responses/create.json', JSON.stringify(created));
  await write('errors/000-quoted.json', JSON.stringify({ ...created, status: null, body: error }));
  await write(
    'errors/503-page.json',
    JSON.stringify({ ...created, status: 503, body: '<html><title>Sorry</title></html>' }),
  );
  const { lines: said, code } = await run(directory);
  expect(said).toEqual([
    'stream-text 2, create-text 1, errors 2',
    '0 not replayed',
    // Four chunkings and a cut of each stream; the response is also retrieved, through both doors; each error twice. And all of it goes
    // through /v1 at both doors.
    `5 recordings in ${17 + (2 * 4 + 1 + 2) * 2} replays, 0 differences`,
    '5 passed, 0 failed',
  ]);
  expect(code).toBe(0);
});

it('replays what becomes of a response, and cuts the streams of background ones after every event', async () => {
  const list = { object: 'list', data: [], first_id: null, last_id: null, has_more: false };
  const compaction = { id: 'resp_2', object: 'response.compaction', created_at: 1, output: [], usage: RESPONSE.usage };
  const query = 'limit=2&order=asc&after=msg_1&include[]=message.output_text.logprobs';
  const recorded = {
    background: exchange('POST', '', QUEUED, BACKGROUND_REQUEST),
    retrieve: exchange('GET', '/resp_1', RESPONSE),
    cancel: exchange('POST', '/resp_1/cancel', { ...BACKGROUND, status: 'cancelled' }),
    delete: exchange('DELETE', '/resp_1', { id: 'resp_1', object: 'response.deleted', deleted: true }),
    items: exchange('GET', `/resp_1/input_items?${query}`, list),
    count: exchange(
      'POST',
      '/input_tokens',
      { object: 'response.input_tokens', input_tokens: 9 },
      { model: 'gpt-6.1-terra', input: 'Hi' },
    ),
    compact: exchange('POST', '/compact', compaction, {
      model: 'gpt-6.1-terra',
      input: [{ role: 'user', content: 'Hi' }],
    }),
    unlike: exchange('GET', '/resp_1/files', list),
  };
  for (const [name, text] of Object.entries(recorded)) await write(`responses/${name}.json`, text);
  await writeBackground('background', 0, { method: 'POST', url: API, body: { ...BACKGROUND_REQUEST, stream: true } });
  await writeBackground('resumed', 2, { method: 'GET', url: `${API}/resp_1?stream=true&starting_after=1` });
  const { lines: said, code } = await run(directory);
  expect(said).toEqual([
    'stream-text 1, resume-stream 1, create-text 1, cancel-response 1, compact-response 1, count-input-tokens 1, delete-response 1, list-input-items 1, retrieve-response 1',
    '1 not replayed responses/unlike.json',
    // Each exchange through both doors, and the background response retrieved as well; each stream in four chunkings through
    // both, uncut, and cut after every event but the last.
    `9 recordings in ${7 * 2 + 2 + (8 + 1 + 6) + (8 + 1 + 4) + (7 + 2 * 4) * 2} replays, 0 differences`,
    '9 passed, 0 failed',
  ]);
  expect(code).toBe(0);
});

it.each([
  [
    // No stream of OpenAI's has such a number: the function numbers the event itself, and the recording stands alone.
    'an event is numbered in another way',
    'streams/numbers.jsonl',
    lines([CREATED, { ...delta(1, 'x'), sequence_number: 0.5 }, completed(2)]),
    /^streams\/numbers\.jsonl: \[stream-text, function URL, whole\] .*: expected .*, got /,
  ],
  [
    'going on after a number leaves an event out',
    'streams/order.jsonl',
    lines([{ ...CREATED, response: QUEUED }, delta(2, 'x'), delta(1, 'y'), { ...completed(3), response: BACKGROUND }]),
    /^streams\/order\.jsonl: \[cut after 2 events, .*\] frames of both parts/,
  ],
  [
    'a query does not arrive',
    'responses/items.json',
    exchange('GET', '/resp_1/input_items?colour=red', { object: 'list', data: [] }),
    /^responses\/items\.json: \[list-input-items, API Gateway and S3\] query to upstream/,
  ],
  [
    'a body does not arrive',
    'responses/count.json',
    exchange('POST', '/input_tokens', { object: 'response.input_tokens', input_tokens: 9 }, { input: 'Hi' }),
    /^responses\/count\.json: \[count-input-tokens, function URL\] body to upstream/,
  ],
  [
    'a background response is not accepted as one',
    'responses/nameless.json',
    exchange('POST', '', { ...QUEUED, id: null }, BACKGROUND_REQUEST),
    /^responses\/nameless\.json: \[create-text, function URL\] status: expected 202, got 502/,
  ],
])('fails where %s', async (_, file, text, difference) => {
  await write(file, text);
  const { lines: said, code } = await run(directory);
  expect(said).toContainEqual(expect.stringMatching(difference));
  expect(said.at(-1)).toBe('0 passed, 1 failed');
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

it('replays images and sound both ways, byte for byte', async () => {
  await mkdir(path.join(directory, 'other/audio'), { recursive: true });
  await write('responses/create.json', JSON.stringify({ request: null, status: 200, headers: {}, body: RESPONSE }));
  const url = 'https://api.openai.com/v1/audio';
  const named = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"`;
  const sound = `${named('file')}; filename="a.wav"\r\n\r\nsound\r\n`;
  const form = `${named('model')}\r\n\r\nwhisper-1\r\n${named('response_format')}\r\n\r\ntext\r\n${sound}--b--\r\n`;
  const forms = { 'content-type': 'multipart/form-data; boundary=b' };
  const plain = { 'content-type': 'text/plain' };
  const written = { method: 'POST', url: `${url}/transcriptions`, headers: forms, body_text: form };
  await write('other/audio/words.json', JSON.stringify({ request: written, status: 200, headers: plain, body: 'Hi' }));
  await write('other/audio/unlike.json', JSON.stringify({ request: { ...written, url: `${url}/hum` }, status: 200 }));
  // Twice the same name: it is refused here, and was answered there.
  const twice = { ...written, body_text: form.replace('--b--', '') + form };
  await write('other/audio/twice.json', JSON.stringify({ request: twice, status: 200, headers: plain, body: 'Hi' }));
  const { lines: said, code } = await run(directory);
  expect(said).toContain('images and sound: 2 replayed, 1 not, 5 differences');
  expect(said).toContain('other/audio/twice.json: status 400');
  expect(code).toBe(1);
});
