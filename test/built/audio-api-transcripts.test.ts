import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readForm } from '../../lib/multipart/read-form.ts';
import { readFrames } from '../support/read-frames.ts';
import { startStack } from '../support/stack.ts';
import { playEvents, playJson, type UpstreamHandler } from '../support/upstream.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { objectsAt } from './background-calls.ts';
import { formOf } from './every-call.ts';
import { storage } from './image-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/audio/transcriptions';
const TRANSLATIONS = '/api/audio/translations';
const MB = 1024 * 1024;
const HEAD = Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
const wav = (bytes: number) => new Uint8Array(Buffer.concat([HEAD, randomBytes(bytes - HEAD.length)]));
const sound = wav(100_000);
const spoken = { text: 'Hello.', usage: { type: 'duration', seconds: 10 } };

let world: AccessWorld;
let ada: string;
let eve: string;

beforeAll(async () => {
  world = await startAccessWorld({ ownUpstream: true, environment: { OPENAI_STREAM_IDLE_TIMEOUT: '500' } });
  ada = await world.keyOf('ada');
  eve = await world.keyOf('eve');
});
afterAll(() => world.close());
beforeEach(() => world.upstream.handle(playJson(spoken)));

function send(fields: object, { path = PATH, key = ada, file = sound } = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${key}` };
  return fetch(`${world.stack.url}${path}`, { method: 'POST', headers, body: formOf(fields, { file }) });
}

/** The form that OpenAI was sent last. */
function sentForm() {
  const { bytes, headers } = world.upstream.requests.at(-1) ?? {};
  return readForm(bytes ?? Buffer.alloc(0), headers?.['content-type'] ?? '');
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const playText =
  (text: string, type = 'text/plain; charset=utf-8'): UpstreamHandler =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': type }).end(text);

describe.each([
  [PATH, '/v1/audio/transcriptions'],
  [TRANSLATIONS, '/v1/audio/translations'],
])('%s', (path, openai) => {
  it('sends the form on, and answers with OpenAI’s JSON and what it cost', async () => {
    const answer = await send({ model: 'whisper-1', temperature: '0.4', prompt: 'Grüße' }, { path });
    expect(answer.headers.get('x-estimated-cost-usd')).toBe('0.001');
    expect([answer.status, await answer.json()]).toEqual([200, { ...spoken, cost_estimate: 0.001 }]);
    expect(world.upstream.requests.at(-1)?.url).toBe(openai);
    const { file, ...fields } = await sentForm();
    expect(fields).toEqual({ model: 'whisper-1', temperature: 0.4, prompt: 'Grüße' });
    expect(file).toMatchObject({ filename: 'file.bin', contentType: 'audio/wav', sha256: hash(sound) });
  });

  it.each([
    ['text', 'Hello.\n', 'text/plain; charset=utf-8'],
    ['srt', '1\n00:00:00,000 --> 00:00:01,000\nHello.\n', 'application/x-subrip; charset=utf-8'],
    ['vtt', 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n', 'text/vtt; charset=utf-8'],
    ['text', '', 'text/plain; charset=utf-8'],
  ])('answers %s as it is, under its type', async (format, text, type) => {
    world.upstream.handle(playText(text));
    const answer = await send({ model: 'whisper-1', response_format: format }, { path });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, type, text]);
  });

  it('has text that breaks off be an error, and not half of it', async () => {
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('Hello', () => response.destroy());
    });
    const answer = await send({ model: 'whisper-1', response_format: 'text' }, { path });
    expect([answer.status, await answer.json()]).toEqual([
      502,
      expect.objectContaining({ error_code: 'upstream_connection_lost' }),
    ]);
  });

  it.each<readonly [string, Uint8Array<ArrayBuffer>, string]>([
    ['picture', new Uint8Array(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64')), 'image/png'],
    ['document', new Uint8Array(Buffer.from('%PDF-1.7\n1 0 obj\n')), 'application/pdf'],
  ])('takes no %s for a recording', async (_what, file, type) => {
    const before = world.upstream.requests.length;
    const answer = await send({ model: 'whisper-1' }, { path, file });
    const body = (await answer.json()) as Record<string, unknown>;
    expect([answer.status, body]).toEqual([
      400,
      expect.objectContaining({ error_code: 'file_not_accepted', parameter: 'file' }),
    ]);
    expect(String(body.message)).toContain(type);
    expect(world.upstream.requests).toHaveLength(before);
  });

  it('names every problem of a form', async () => {
    const answer = await send({ temperature: '2', response_format: 'xml' }, { path });
    const { errors } = (await answer.json()) as { errors: { parameter: string }[] };
    expect(errors.map(({ parameter }) => parameter).sort()).toEqual(['model', 'response_format', 'temperature']);
  });
});

describe('a transcription', () => {
  it('has lists and objects in its form, in the encoding of OpenAI’s clients', async () => {
    world.upstream.handle(playJson(spoken));
    const fields = {
      model: 'gpt-4o-transcribe-diarize',
      response_format: 'diarized_json',
      'known_speaker_names[]': 'agent',
      'known_speaker_references[]': 'data:audio/wav;base64,UklGRg==',
      'chunking_strategy[type]': 'server_vad',
      'chunking_strategy[threshold]': '0.5',
    };
    expect((await send(fields)).status).toBe(200);
    const { file: _, ...sent } = await sentForm();
    expect(sent).toEqual({
      model: 'gpt-4o-transcribe-diarize',
      response_format: 'diarized_json',
      known_speaker_names: ['agent'],
      known_speaker_references: ['data:audio/wav;base64,UklGRg=='],
      chunking_strategy: { type: 'server_vad', threshold: 0.5 },
    });
  });

  it('may have an object as its JSON, as some of OpenAI’s clients write it', async () => {
    const strategy = { type: 'server_vad', silence_duration_ms: 300 };
    const answer = await send({ model: 'gpt-4o-transcribe', chunking_strategy: JSON.stringify(strategy) });
    expect(answer.status).toBe(200);
    expect((await sentForm()).chunking_strategy).toEqual(strategy);
  });

  it('of whisper-1 is not streamed, whatever was asked for, and says so', async () => {
    const answer = await send({ model: 'whisper-1', stream: 'true' });
    expect(answer.headers.get('x-request-warnings')).toBe('stream ignored: whisper-1 does not stream');
    expect(await answer.json()).toMatchObject(spoken);
  });
});

describe('a transcription as events', () => {
  const fields = { model: 'gpt-4o-mini-transcribe', stream: 'true' };
  const delta = { type: 'transcript.text.delta', delta: 'Hel' };
  const long = 'Hello. '.repeat(10_000);
  const usage = { type: 'tokens', input_tokens: 10, output_tokens: 5, total_tokens: 15 };
  const done = { type: 'transcript.text.done', text: long, usage };
  const segment = { type: 'transcript.text.segment', id: 'seg_0', start: 0, end: 1, speaker: 'A', text: 'Hi' };

  it('comes as frames, the last one with the whole text and what it cost', async () => {
    world.upstream.handle(playEvents([delta, segment, done]));
    const all = await readFrames(await send(fields));
    expect(all.map(({ event }) => event)).toEqual([delta, segment, done].map(({ type }) => type));
    expect(all.at(-1)?.data).toEqual({ text: long, usage, cost_estimate: expect.any(Number), sequence: 2 });
    expect((await sentForm()).stream).toBe(true);
  });

  it('is made of a whole answer where the upstream does not stream', async () => {
    const all = await readFrames(await send(fields));
    expect(all.map(({ event, data }) => [event, data.text])).toEqual([['transcript.text.done', 'Hello.']]);
  });

  const head = { 'content-type': 'text/event-stream' };
  const first = `data: ${JSON.stringify(delta)}\n\n`;
  it.each<readonly [string, string, UpstreamHandler]>([
    ['ends too early', 'upstream_stream_truncated', playEvents([delta])],
    [
      'ends within an event',
      'upstream_stream_truncated',
      (_, response) => void response.writeHead(200, head).end(`${first}data: {"ty`),
    ],
    ['falls silent', 'upstream_stalled', (_, response) => void response.writeHead(200, head).write(first)],
    [
      'says what is no event',
      'malformed_upstream_event',
      (_, response) => void response.writeHead(200, head).end(`${first}data: {]\n\n`),
    ],
    [
      'is reset',
      'upstream_connection_lost',
      (_, response) => void response.writeHead(200, head).write(first, () => setTimeout(() => response.destroy(), 200)),
    ],
  ])('that %s has one last frame, an error', async (_what, code, handler) => {
    world.upstream.handle(handler);
    const all = await readFrames(await send(fields));
    expect(all.map(({ event }) => event)).toEqual(['transcript.text.delta', 'error']);
    expect(all.at(-1)?.data).toMatchObject({ code, hint: expect.any(String), sequence: 1 });
  });

  it('that takes longer than the function has ends in one error', async () => {
    const { endpointNamed } = await import('../../lib/endpoints/endpoint-named.ts');
    const endpoints = [{ ...endpointNamed('create-transcription'), timeoutSeconds: 3 }];
    const stack = await startStack({ upstream: world.upstream.url, endpoints });
    world.upstream.handle((_request, response) => {
      response.writeHead(200, head);
      const timer = setInterval(() => response.write(first), 100);
      response.once('close', () => clearInterval(timer));
    });
    const answer = await fetch(`${stack.url}${PATH}`, { method: 'POST', body: formOf(fields, { file: sound }) });
    const all = await readFrames(answer);
    await stack.close();
    expect(all.filter(({ event }) => event === 'error')).toHaveLength(1);
    expect(all.at(-1)).toMatchObject({ event: 'error', data: { code: 'function_timeout' } });
  });
});

describe('a recording that was uploaded', () => {
  async function uploaded(bytes: Uint8Array<ArrayBuffer>, contentType = 'audio/wav'): Promise<string> {
    const asked = await world.ask(ada, '/api/uploads/url', {
      body: { bytes: bytes.length, content_type: contentType },
    });
    const { url, upload_key: key } = (await asked.json()) as { url: string; upload_key: string };
    const put = await fetch(url, { method: 'PUT', headers: { 'content-type': contentType }, body: bytes });
    expect(put.status).toBe(200);
    return key;
  }
  const kept = async () => (await objectsAt(world.s3Url).keys()).filter((key) => key.startsWith('uploads/'));
  const name = (key: string) => ({ model: 'whisper-1', file: { upload_key: key } });

  it('goes to OpenAI whole, and is gone', async () => {
    const key = await uploaded(wav(5 * MB));
    const answer = await world.ask(ada, PATH, { body: name(key) });
    expect([answer.status, await answer.json()]).toEqual([200, { ...spoken, cost_estimate: 0.001 }]);
    expect((await sentForm()).file).toMatchObject({ bytes: 5 * MB, contentType: 'audio/wav' });
    expect(await kept()).toEqual([]);
  });

  it('is nobody else’s', async () => {
    const key = await uploaded(sound);
    const others = await world.ask(eve, PATH, { body: name(key) });
    expect([others.status, await others.json()]).toEqual([
      404,
      expect.objectContaining({ error_code: 'object_not_found' }),
    ]);
    expect((await world.ask(ada, PATH, { body: name(key) })).status).toBe(200);
  });

  it.each([
    ['of more than 25 MB', () => uploaded(wav(25 * MB + 1))],
    ['that is no sound by its bytes', () => uploaded(new Uint8Array(Buffer.from('GIF89a')), 'audio/wav')],
  ])('%s is refused, and stays', async (_what, upload) => {
    const key = await upload();
    const before = world.upstream.requests.length;
    const answer = await world.ask(ada, PATH, { body: name(key) });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ error_code: 'file_not_accepted', parameter: 'file' }),
    ]);
    expect(world.upstream.requests).toHaveLength(before);
    expect(await kept()).toContain(`uploads/${key}`);
  });

  it.skipIf(process.platform !== 'linux')('of 25 MB passes through without being held', async () => {
    let received = 0;
    const server = createServer(async (incoming, response) => {
      for await (const chunk of incoming) received += (chunk as Buffer).length;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(spoken));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const environment = storage(world.s3Url);
    const stack = await startStack({ upstream: `http://127.0.0.1:${port}/v1`, environment });
    const peak = (pid: number) =>
      Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
    const ask = async (bytes: number) => {
      const answer = await stack.post(PATH, name(await uploaded(wav(bytes))));
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    };
    try {
      // Loads all that a large one needs as well.
      await ask(MB);
      const [pid = 0] = stack.host.processes('create-transcription');
      const before = peak(pid);
      received = 0;
      await ask(25 * MB);
      expect(received).toBeGreaterThan(25 * MB);
      expect(peak(pid) - before).toBeLessThan(60 * MB);
      expect(stack.host.processes('create-transcription')).toEqual([pid]);
    } finally {
      await stack.close();
      server.close();
    }
  });
});
