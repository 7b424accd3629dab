import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStandIn } from '../../infra/local/openai/server.ts';
import { playEvents, playJson, upstreamFrame } from '../support/upstream.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SOUND = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256));
const PATH = '/v1/audio/transcriptions';

let world: AccessWorld;
let key: string;

beforeAll(async () => {
  world = await startAccessWorld({ ownUpstream: true });
  key = await world.keyOf('ada');
});
afterAll(() => world.close());

/** Sends bytes as a form. */
function send(body: Buffer, path = PATH, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${world.stack.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=b1', ...headers },
    body: new Uint8Array(body),
  });
}

function form(fields: Readonly<Record<string, string>>, file = SOUND): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--b1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head =
    '--b1\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n';
  return Buffer.concat([Buffer.from(parts.join('') + head), file, Buffer.from('\r\n--b1--\r\n')]);
}

describe('a form', () => {
  it('goes on in its own bytes, and its answer comes back so, priced by its seconds', async () => {
    const answer = '{ "text": "Hi",  "usage": {"type": "duration", "seconds": 90} }';
    let sent: Buffer = Buffer.alloc(0);
    let type: string | undefined;
    world.upstream.handle(({ headers, bytes }, response) => {
      sent = bytes;
      type = headers['content-type'];
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
    const body = form({ model: 'whisper-1', unheard_of: '1.0' });
    const reply = await send(body);
    expect([await reply.text(), reply.headers.get('x-estimated-cost-usd')]).toEqual([answer, '0.009']);
    expect(sent.equals(body)).toBe(true);
    expect(type).toBe('multipart/form-data; boundary=b1');
  });

  it('has subtitles come back as they are', async () => {
    const srt = '1\n00:00:00,000 --> 00:00:01,000\nHi\n\n';
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(srt);
    });
    const reply = await send(form({ model: 'whisper-1', response_format: 'srt' }));
    expect([await reply.text(), reply.headers.get('content-type')]).toEqual([srt, 'text/plain; charset=utf-8']);
  });

  it('has events come back as they are, and an error where they break off', async () => {
    const delta = { type: 'transcript.text.delta', delta: 'Hi' };
    const done = {
      type: 'transcript.text.done',
      text: 'Hi',
      usage: { type: 'tokens', input_tokens: 1, output_tokens: 1, total_tokens: 2 },
    };
    world.upstream.handle(playEvents([delta, done]));
    const body = form({ model: 'gpt-4o-transcribe', stream: 'true' });
    expect(await (await send(body)).text()).toContain([delta, done].map(upstreamFrame).join(''));
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(upstreamFrame(delta), () => response.destroy());
    });
    expect(await (await send(body)).text()).toMatch(/event: error\ndata: .*"code":"upstream_connection_lost"/);
  });

  it.each([
    ['no form', Buffer.from('{}'), {}, 400, 'invalid_form'],
    ['a form that is cut', form({ model: 'whisper-1' }).subarray(0, -9), {}, 400, 'invalid_form'],
    [
      'a name twice',
      Buffer.concat([form({ model: 'a' }).subarray(0, -8), form({ model: 'b' })]),
      {},
      400,
      'invalid_form',
    ],
    ['a compressed form', form({}), { 'content-encoding': 'gzip' }, 415, 'unsupported_media_type'],
  ])('is refused before OpenAI is asked: %s', async (_what, body, headers, status, code) => {
    const before = world.upstream.requests.length;
    const reply = await send(body, PATH, headers);
    expect([reply.status, Object(await reply.json()).error?.code]).toEqual([status, code]);
    expect(world.upstream.requests).toHaveLength(before);
  });

  it('is held to limits, and has ceilings put in before what it says', async () => {
    const limited = await world.keyOf('limited', { limits: { max_images: 2, max_image_pixels: 1_048_576 } });
    const auth = { authorization: `Bearer ${limited}` };
    const edits = '/v1/images/edits';
    expect((await send(form({ model: 'gpt-image-2', prompt: 'A', n: '3' }), edits, auth)).status).toBe(400);
    let sent = '';
    world.upstream.handle((request, response) => {
      sent = request.body;
      playJson({ created: 1, data: [] })(request, response);
    });
    const body = form({ model: 'gpt-image-2', prompt: 'A', n: '2' });
    expect((await send(body, edits, auth)).status).toBe(200);
    expect(sent.startsWith('--b1\r\nContent-Disposition: form-data; name="size"\r\n\r\n1024x1024\r\n--b1\r\n')).toBe(
      true,
    );
  });

  it('is told from another one by its files, where it is repeated', async () => {
    world.upstream.handle(playJson({ text: 'Hi' }));
    const headers = { 'idempotency-key': 'form' };
    const body = form({ model: 'whisper-1' });
    expect((await send(body, PATH, headers)).status).toBe(200);
    const again = await send(body, PATH, headers);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect((await send(form({ model: 'whisper-1' }, Buffer.from(SOUND).fill(1)), PATH, headers)).status).toBe(422);
  });
});

it('is what the official client sends, from end to end', async () => {
  const standIn = await startStandIn({ now: Date.now });
  try {
    const asked = await startAccessWorld({ environment: { OPENAI_API_BASE_URL: `${standIn.url}/v1` } });
    try {
      const openai = new OpenAI({ baseURL: `${asked.stack.url}/v1`, apiKey: await asked.keyOf('client') });
      const file = await toFile(SOUND, 'a.wav', { type: 'audio/wav' });
      const text = 'The recording has 5000 bytes.';
      expect(await openai.audio.transcriptions.create({ file, model: 'gpt-4o-transcribe' })).toMatchObject({ text });
      const events = await openai.audio.transcriptions.create({ file, model: 'gpt-4o-transcribe', stream: true });
      const types: string[] = [];
      for await (const { type } of events) types.push(type);
      expect(types.at(-1)).toBe('transcript.text.done');
      const edited = await openai.images.edit({ model: 'gpt-image-2.6-flare', image: [file, file], prompt: 'A fox' });
      expect(edited.data).toHaveLength(1);
    } finally {
      await asked.close();
    }
  } finally {
    await standIn.close();
  }
});
