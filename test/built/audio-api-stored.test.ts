import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuse, startFakeS3 } from '../support/fake-s3.ts';
import { startStack } from '../support/stack.ts';
import type { UpstreamHandler } from '../support/upstream.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { objectsAt } from './background-calls.ts';
import { storage, storedBytes } from './image-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/audio/speech';
/** More than one part of an upload, and no multiple of three. */
const SOUND = Buffer.from(Array.from({ length: 6_000_001 }, (_, index) => (index * 7) % 256));
const request = { model: 'tts-1', voice: 'coral', input: 'Hello' };

interface Stored {
  readonly id?: string;
  readonly url?: string;
  readonly expires_at?: string;
  readonly content_type: string;
  readonly bytes: number;
  readonly audio?: string;
  readonly error?: { readonly code: string };
}

const playSound: UpstreamHandler = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'audio/wav' }).end(SOUND);

let world: AccessWorld;
let ada: string;
let eve: string;

beforeAll(async () => {
  world = await startAccessWorld({ ownUpstream: true });
  ada = await world.keyOf('ada');
  eve = await world.keyOf('eve');
});
afterAll(() => world.close());
beforeEach(() => world.upstream.handle(playSound));

const speak = (body: object) => world.ask(ada, PATH, { body: { ...request, store: true, ...body } });
const kept = async () => (await objectsAt(world.s3Url).keys()).filter((key) => key.startsWith('speech/'));
const fetched = async (url: string) => {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  return { type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
};

describe('speech that is stored', () => {
  it('goes out as it comes, and is in the bucket under the id that the answer names', async () => {
    const answer = await speak({});
    const id = answer.headers.get('x-speech-id') ?? '';
    expect(id).toMatch(/^speech_[0-9a-f]{32}$/);
    expect(answer.headers.get('content-type')).toBe('audio/wav');
    expect(Buffer.from(await answer.arrayBuffer()).equals(SOUND)).toBe(true);
    await vi.waitFor(async () => expect(await kept()).toContain(`speech/${id}`), 10_000);
    expect((await storedBytes(world.s3Url, `speech/${id}`)).equals(SOUND)).toBe(true);
    // What OpenAI was sent has none of it.
    expect(world.upstream.requests.at(-1)?.json()).toEqual(request);
  });

  it('has a fresh URL for its maker, and for nobody else', async () => {
    const answer = await speak({ audio_delivery: 'base64' });
    const { id } = (await answer.json()) as Stored;
    const own = await world.ask(ada, `${PATH}/${id}`);
    expect(own.headers.get('cache-control')).toBe('no-store');
    const { url = '', ...rest } = (await own.json()) as Stored;
    expect(rest).toEqual({ id, expires_at: expect.any(String), content_type: 'audio/wav', bytes: SOUND.length });
    expect(new URL(url).searchParams.get('response-content-disposition')).toBe(`inline; filename="${id}.wav"`);
    const { type, bytes } = await fetched(url);
    expect([type, bytes.equals(SOUND)]).toEqual(['audio/wav', true]);
    const bodyOf = async (key: string, of: string | undefined) => {
      const refused = await world.ask(key, `${PATH}/${of}`);
      const { timestamp: _, path: __, ...body } = (await refused.json()) as Record<string, unknown>;
      return [refused.status, body];
    };
    const nobodys = `speech_${'0'.repeat(32)}`;
    expect(await bodyOf(eve, id)).toEqual(await bodyOf(eve, nobodys));
    expect((await bodyOf(eve, id))[0]).toBe(404);
  });

  it.each([
    ['base64', ['audio', 'bytes', 'content_type', 'expires_at', 'id']],
    ['url', ['bytes', 'content_type', 'expires_at', 'id', 'url']],
    ['both', ['audio', 'bytes', 'content_type', 'expires_at', 'id', 'url']],
  ])('is answered as JSON with %s', async (delivery, fields) => {
    const answer = await speak({ audio_delivery: delivery });
    expect(answer.headers.get('content-type')).toContain('application/json');
    const stored = (await answer.json()) as Stored;
    expect(Object.keys(stored).sort()).toEqual(fields);
    expect(stored).toMatchObject({ content_type: 'audio/wav', bytes: SOUND.length });
    if (stored.audio !== undefined) expect(Buffer.from(stored.audio, 'base64').equals(SOUND)).toBe(true);
    if (stored.url !== undefined) expect((await fetched(stored.url)).bytes.equals(SOUND)).toBe(true);
  });

  it('that breaks off is not in the bucket, and its id is one of nothing', async () => {
    const before = await kept();
    const begun = Promise.withResolvers<void>();
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav' }).write(SOUND.subarray(0, 50_000));
      void begun.promise.then(() => response.destroy());
    });
    const answer = await speak({});
    const id = answer.headers.get('x-speech-id') ?? '';
    begun.resolve();
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await stackHas('speech not kept', id);
    expect(await kept()).toEqual(before);
    const asked = await world.ask(ada, `${PATH}/${id}`);
    expect([asked.status, await asked.json()]).toEqual([
      404,
      expect.objectContaining({ error_code: 'speech_not_found', hint: expect.any(String) }),
    ]);
  });

  it('that breaks off before any of it went out is an error', async () => {
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav' });
      response.write(SOUND.subarray(0, 50_000), () => response.destroy());
    });
    const answer = await speak({ audio_delivery: 'url' });
    expect([answer.status, await answer.json()]).toEqual([
      502,
      expect.objectContaining({ error_code: 'upstream_connection_lost' }),
    ]);
  });

  it.each(['speech_1', '..%2Fimages', `speech_${'0'.repeat(33)}`, 'resp_1'])('is not named by %s', async (id) => {
    expect([400, 404]).toContain((await world.ask(ada, `${PATH}/${id}`)).status);
  });

  async function stackHas(message: string, id: string): Promise<void> {
    await vi.waitFor(
      () => expect(world.stack.logs.some(({ line }) => line.includes(message) && line.includes(id))).toBe(true),
      10_000,
    );
  }
});

describe.each([
  ['refuses', refuse(403, 'AccessDenied'), 'speech_store_denied'],
  ['fails', refuse(500, 'InternalError'), 'speech_store_failed'],
  ['has no such bucket', refuse(404, 'NoSuchBucket'), 'speech_store_missing'],
] as const)('where S3 %s', (_what, script, code) => {
  it('nothing that was paid for is lost', async () => {
    const s3 = await startFakeS3(script);
    const stack = await startStack({ upstream: world.upstream.url, environment: storage(s3.url) });
    try {
      const sound = await stack.post(PATH, { ...request, store: true });
      expect(Buffer.from(await sound.arrayBuffer()).equals(SOUND)).toBe(true);
      await vi.waitFor(
        () => expect(stack.logs.some(({ line }) => line.includes('speech not kept'))).toBe(true),
        15_000,
      );
      const json = await stack.post(PATH, { ...request, store: true, audio_delivery: 'url' });
      const { audio, error, ...rest } = (await json.json()) as Stored;
      expect(json.status).toBe(200);
      expect(Buffer.from(audio ?? '', 'base64').equals(SOUND)).toBe(true);
      expect(error).toMatchObject({ code, message: expect.any(String), hint: expect.any(String) });
      expect(rest).toEqual({ content_type: 'audio/wav', bytes: SOUND.length });
    } finally {
      await stack.close();
      await s3.close();
    }
  });
});
