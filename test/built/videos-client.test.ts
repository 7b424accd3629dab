import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { type OpenapiWorld, startOpenapiWorld } from './openapi-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('the openai client, pointed at /v1', () => {
  let world: OpenapiWorld;
  let openai: OpenAI;
  beforeAll(async () => {
    world = await startOpenapiWorld();
    openai = new OpenAI({ baseURL: `${world.stack.url}/v1`, apiKey: 'any', maxRetries: 0 });
  });
  afterAll(() => world.close());

  const create = () => openai.videos.create({ prompt: 'A fox [seconds=0]', seconds: '4', size: '1280x720' });

  it('makes a video of a text and a file, and lists, reads and deletes it', async () => {
    const file = await toFile(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'fox.png', { type: 'image/png' });
    const { id, status } = await openai.videos.create({ prompt: 'A fox [seconds=0]', input_reference: file });
    expect([id, status]).toEqual([expect.stringMatching(/^video_/), 'completed']);
    expect(await openai.videos.retrieve(id)).toMatchObject({ id, progress: 100, seconds: '4' });
    const listed: string[] = [];
    for await (const video of openai.videos.list({ limit: 1 })) listed.push(video.id);
    expect(listed).toContain(id);
    expect(await openai.videos.delete(id)).toEqual({ id, object: 'video.deleted', deleted: true });
    await expect(openai.videos.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    ['video', 'video/mp4', 'ftypisom'],
    ['thumbnail', 'image/webp', 'WEBP'],
    ['spritesheet', 'image/jpeg', '\xff\xd8\xff'],
  ] as const)('downloads the %s', async (variant, type, mark) => {
    const { id } = await create();
    const response = await openai.videos.downloadContent(id, { variant });
    expect(response.headers.get('content-type')).toBe(type);
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 32)
        .toString('latin1'),
    ).toContain(mark);
  });

  it('remixes, edits and extends', async () => {
    const { id } = await create();
    expect(await openai.videos.remix(id, { prompt: 'At night' })).toMatchObject({ remixed_from_video_id: id });
    expect(await openai.videos.edit({ prompt: 'In rain', video: { id } })).toMatchObject({ size: '1280x720' });
    expect(await openai.videos.extend({ prompt: 'Away', seconds: '8', video: { id } })).toMatchObject({
      seconds: '12',
    });
  });

  it('makes a character of the bytes of a video', async () => {
    const { id } = await create();
    const video = await toFile(await openai.videos.downloadContent(id), 'fox.mp4', { type: 'video/mp4' });
    const character = await openai.videos.createCharacter({ name: 'Mossy', video });
    expect(await openai.videos.getCharacter(character.id ?? '')).toEqual(character);
  });
});

describe('with access on', () => {
  let world: AccessWorld;
  let ada: string;
  let eve: string;
  beforeAll(async () => {
    world = await startAccessWorld();
    ada = await world.keyOf('ada');
    eve = await world.keyOf('eve');
  });
  afterAll(() => world.close());

  async function begin(key: string): Promise<string> {
    const response = await world.ask(key, '/api/videos/generate', { body: { prompt: 'A fox [seconds=0]' } });
    expect(response.status).toBe(202);
    return ((await response.json()) as { readonly id: string }).id;
  }

  it.each([
    ['GET', (id: string) => `/api/videos/${id}`],
    ['GET', (id: string) => `/v1/videos/${id}`],
    ['GET', (id: string) => `/api/videos/${id}/content`],
    ['DELETE', (id: string) => `/api/videos/${id}`],
    ['GET', (id: string) => `/api/videos?after=${id}`],
  ])("somebody else's video is not found: %s %s", async (method, path) => {
    const id = await begin(ada);
    expect((await world.ask(eve, path(id), { method })).status).toBe(404);
    expect((await world.ask(ada, path(id), { method })).status).toBe(200);
  });

  it.each([
    ['/api/videos/edits', (id: string) => ({ prompt: 'Rain', video: { id } })],
    ['/v1/videos/edits', (id: string) => ({ prompt: 'Rain', video: { id } })],
  ])("somebody else's video cannot be named: %s", async (path, body) => {
    const id = await begin(ada);
    expect((await world.ask(eve, path, { body: body(id) })).status).toBe(404);
  });

  it.each(['/api', '/v1'])('a list shows one’s own alone, page by page: %s/videos', async (root) => {
    const key = await world.keyOf(`lister${root.length}`);
    const own: string[] = [];
    for (let made = 0; made < 3; made += 1) {
      own.unshift(await begin(key));
      await begin(eve);
    }
    const pageOf = async (query: string) =>
      (await (await world.ask(key, `${root}/videos?${query}`)).json()) as {
        readonly data: readonly { readonly id: string }[];
        readonly last_id: string;
        readonly has_more: boolean;
      };
    const first = await pageOf('limit=2');
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([own.slice(0, 2), true]);
    const second = await pageOf(`limit=2&after=${first.last_id}`);
    expect([second.data.map(({ id }) => id), second.has_more]).toEqual([own.slice(2), false]);
  });
});
