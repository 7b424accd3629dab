import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FormFile } from '../../lib/multipart/form-file.ts';
import { readForm } from '../../lib/multipart/read-form.ts';
import { refuse, startFakeS3 } from '../support/fake-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, upstreamFrame } from '../support/upstream.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { storage, typesOf } from './image-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const GENERATE = '/api/images/generate';
const EDIT = '/api/images/edit';
const MODEL = 'gpt-image-2.6-flare';
const usage = {
  input_tokens: 100,
  input_tokens_details: { text_tokens: 100, image_tokens: 0 },
  output_tokens: 1000,
  total_tokens: 1100,
};
const [png] = (await pictures()) as [Picture];
const base64 = png.bytes.toString('base64');
const facts = { size: '48x32', quality: 'high', background: 'opaque', output_format: 'png' };
const whole = { created: 1_795_000_000, ...facts, data: [{ b64_json: base64 }, { b64_json: base64 }], usage };
const event = (type: string) => ({ type, b64_json: base64, created_at: 1_795_000_000, ...facts });
const partial = { ...event('image_generation.partial_image'), partial_image_index: 0 };
const completed = { ...event('image_generation.completed'), usage };

interface Entry {
  readonly id: string;
  readonly url?: string;
  readonly content_type: string;
  readonly error?: { readonly code: string };
}
interface Body {
  readonly id?: string;
  readonly data: readonly { readonly b64_json?: string }[];
  readonly images: readonly Entry[];
  readonly cost_estimate: number | null;
}

let world: AccessWorld;
let ada: string;
let eve: string;
/** Its S3 refuses. */
let faulty: Stack;
let bucketless: Stack;
let closeFake: () => Promise<void>;

beforeAll(async () => {
  world = await startAccessWorld({ ownUpstream: true, environment: { OPENAI_STREAM_IDLE_TIMEOUT: '800' } });
  [ada, eve] = await Promise.all([world.keyOf('ada'), world.keyOf('eve')]);
  const fake = await startFakeS3(refuse(503, 'SlowDown'));
  closeFake = () => fake.close();
  const { url } = world.upstream;
  faulty = await startStack({ upstream: url, environment: storage(fake.url) });
  bucketless = await startStack({ upstream: url });
});
afterAll(async () => {
  await Promise.all([world.close(), faulty.close(), bucketless.close()]);
  await closeFake();
});
beforeEach(() => world.upstream.handle(playJson(whole)));

const sent = () => world.upstream.requests.at(-1);

async function bodyOf(response: Response): Promise<Body> {
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

function streams(events: readonly { readonly type: string }[], ends = true): void {
  world.upstream.handle((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(events.map(upstreamFrame).join(''), () => ends && response.end());
  });
}

describe('images that are generated', () => {
  it.each(['url', 'both', 'base64'] as const)(
    'come with entries, and base64 where that is asked for: %s',
    async (delivery) => {
      const body = { prompt: 'Two foxes', model: MODEL, n: 2, image_delivery: delivery };
      const answer = await world.ask(ada, GENERATE, { body });
      expect(answer.headers.get('x-image-set-id')).toMatch(/^img_[0-9a-f]{32}$/);
      const { id, data, images, cost_estimate: cost, ...rest } = await bodyOf(answer);
      expect(JSON.parse(sent()?.body ?? '')).toEqual({ prompt: 'Two foxes', model: MODEL, n: 2 });
      expect(id).toBe(answer.headers.get('x-image-set-id'));
      expect(data).toEqual(delivery === 'url' ? [{}, {}] : whole.data);
      expect(images.map((image) => [image.id, image.content_type])).toEqual(
        [0, 1].map((at) => [`${id}_${at}`, 'image/png']),
      );
      expect(images.every(({ url }) => (url === undefined) === (delivery === 'base64'))).toBe(true);
      expect(cost).toBeCloseTo(0.0305);
      expect(rest).toEqual({ created: whole.created, ...facts, usage });
      for (const { url } of images.filter((image) => image.url !== undefined)) {
        const image = await fetch(url ?? '');
        expect(Buffer.from(await image.arrayBuffer()).equals(png.bytes)).toBe(true);
      }
    },
  );

  it('have fresh URLs for whoever made them, and for nobody else', async () => {
    const { id } = await bodyOf(await world.ask(ada, GENERATE, { body: { prompt: 'A fox' } }));
    const fresh = await bodyOf(await world.ask(ada, `/api/images/${id}`));
    expect(fresh.images).toHaveLength(2);
    expect((await fetch(fresh.images[0]?.url ?? '')).status).toBe(200);
    const others = await world.ask(eve, `/api/images/${id}`);
    const nobodys = await world.ask(eve, `/api/images/img_${'0'.repeat(32)}`);
    expect([others.status, nobodys.status]).toEqual([404, 404]);
    const told = [others, nobodys].map(async (answer) => {
      const { timestamp: _, path: __, ...body } = (await answer.json()) as Record<string, unknown>;
      return body;
    });
    const [one, other] = await Promise.all(told);
    expect(one).toEqual(other);
    expect((await world.ask(ada, '/api/images/resp_1')).status).toBe(400);
  });

  it('are not lost where S3 does not take them', async () => {
    const answer = await faulty.post(GENERATE, { prompt: 'A fox', image_delivery: 'url' });
    const { data, images } = await bodyOf(answer);
    expect(data).toEqual(whole.data);
    expect(images.map(({ error, url }) => [error?.code, url])).toEqual(
      Array(2).fill(['image_store_failed', undefined]),
    );
  });

  it('come as they are where there is no bucket', async () => {
    const { id, data, images } = await bodyOf(
      await bucketless.post(GENERATE, { prompt: 'A fox', image_delivery: 'url' }),
    );
    expect(id).toBeUndefined();
    expect(data).toEqual(whole.data);
    expect(images).toHaveLength(2);
  });

  it('of dall-e come as base64, so that they can be kept', async () => {
    await bodyOf(await world.ask(ada, GENERATE, { body: { prompt: 'A fox', model: 'dall-e-3' } }));
    expect(JSON.parse(sent()?.body ?? '')).toMatchObject({ response_format: 'b64_json' });
  });

  it('of dall-e are priced by the image', async () => {
    world.upstream.handle(playJson({ ...whole, usage: undefined, data: whole.data.slice(1) }));
    const body = { prompt: 'A fox', model: 'dall-e-3', quality: 'hd' };
    const answer = await world.ask(ada, GENERATE, { body });
    expect(answer.headers.get('x-estimated-cost-usd')).toBe('0.08');
    expect((await bodyOf(answer)).cost_estimate).toBe(0.08);
  });

  it('go with what this service does not know, and say so', async () => {
    const answer = await world.ask(ada, GENERATE, { body: { prompt: 'A fox', unheard_of: 1 } });
    expect(answer.headers.get('x-request-warnings')).toContain('unheard_of');
    expect(JSON.parse(sent()?.body ?? '')).toMatchObject({ unheard_of: 1 });
  });

  it('are refused by OpenAI with its status and words', async () => {
    world.upstream.handle(
      playJson({ error: { message: 'Blocked.', type: 'x', code: 'moderation_blocked', param: null } }, 400),
    );
    const answer = await world.ask(ada, GENERATE, { body: { prompt: 'A fox' } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error_code: 'moderation_blocked',
      openai_error: { message: 'Blocked.' },
    });
  });
});

describe('images that are streamed', () => {
  const body = { prompt: 'A fox', model: MODEL, stream: true, partial_images: 1 };

  it('come as frames, with where each is kept', async () => {
    streams([partial, completed]);
    const answer = await world.ask(ada, GENERATE, { body });
    const frames = await readFrames(answer);
    expect(typesOf(frames)).toEqual(['image_generation.partial_image', 'image.stored', 'image_generation.completed']);
    expect(frames[0]?.data).toMatchObject({ b64_json: base64, partial_image_index: 0, sequence: 0 });
    expect(frames[0]?.data).not.toHaveProperty('type');
    expect(frames[2]?.data).toMatchObject({ b64_json: base64, usage, sequence: 1 });
    const set = answer.headers.get('x-image-set-id');
    expect(frames[1]?.data).toMatchObject({ id: `${set}_0`, content_type: 'image/png' });
    expect((await fetch(`${frames[1]?.data.url}`)).status).toBe(200);
    expect((await bodyOf(await world.ask(ada, `/api/images/${set}`))).images).toHaveLength(1);
  });

  it('end with the last of several', async () => {
    streams([completed, completed]);
    const frames = await readFrames(await world.ask(ada, GENERATE, { body: { ...body, n: 2, image_delivery: 'url' } }));
    expect(typesOf(frames).filter((type) => type === 'image_generation.completed')).toHaveLength(2);
    expect(typesOf(frames).filter((type) => type === 'image.stored')).toHaveLength(2);
    expect(typesOf(frames)).not.toContain('error');
    expect(frames.some(({ data }) => 'b64_json' in data)).toBe(false);
  });

  it.each([
    ['ends too early', [completed], true, 'upstream_stream_truncated'],
    ['goes silent', [completed], false, 'upstream_stalled'],
  ] as const)('end in an error where the stream %s', async (_what, events, ends, code) => {
    streams(events, ends);
    const frames = await readFrames(await world.ask(ada, GENERATE, { body: { ...body, n: 2 } }));
    expect(frames.at(-1)).toMatchObject({ event: 'error', data: { code } });
    expect(typesOf(frames).filter((type) => type === 'error')).toHaveLength(1);
  });

  it('are not lost where S3 does not take them', async () => {
    streams([completed]);
    const frames = await readFrames(await faulty.post(GENERATE, { ...body, image_delivery: 'url' }));
    expect(frames.find(({ event }) => event === 'image.store_failed')?.data).toMatchObject({
      code: 'image_store_failed',
      b64_json: base64,
    });
  });
});

describe('images that are edited', () => {
  function form(fields: Readonly<Record<string, string>>, files: readonly (readonly [string, Buffer])[]): FormData {
    const made = new FormData();
    for (const [name, value] of Object.entries(fields)) made.append(name, value);
    for (const [name, bytes] of files) made.append(name, new Blob([new Uint8Array(bytes)]), 'a.bin');
    return made;
  }
  const post = (body: FormData) =>
    fetch(`${world.stack.url}${EDIT}`, { method: 'POST', headers: { authorization: `Bearer ${ada}` }, body });
  const sentForm = () => readForm(sent()?.bytes ?? Buffer.alloc(0), sent()?.headers['content-type'] ?? '');

  it('go out as a form, with what their bytes are, and without what is this service’s', async () => {
    const { images } = await bodyOf(
      await post(
        form({ prompt: 'At night', n: '2', image_delivery: 'url' }, [
          ['image[]', png.bytes],
          ['image[]', png.bytes],
        ]),
      ),
    );
    expect(images).toHaveLength(2);
    expect(sent()?.url).toBe('/v1/images/edits');
    const { image, ...fields } = await sentForm();
    expect(fields).toEqual({ prompt: 'At night', n: 2, model: 'gpt-image-2.6-sunburst' });
    expect(image).toMatchObject([{ contentType: 'image/png' }, { contentType: 'image/png' }]);
    const [first] = image as FormFile[];
    expect(Buffer.concat(first instanceof FormFile ? first.content() : []).equals(png.bytes)).toBe(true);
  });

  it('go out as JSON where they are references', async () => {
    const body = {
      prompt: 'At night',
      images: [{ image_url: `data:image/png;base64,${base64}` }],
      image_delivery: 'url',
    };
    await bodyOf(await world.ask(ada, EDIT, { body }));
    expect(JSON.parse(sent()?.body ?? '')).toMatchObject({ prompt: 'At night', images: body.images });
    expect(sent()?.headers['content-type']).toBe('application/json');
  });

  it.each<[string, Readonly<Record<string, string>>, readonly (readonly [string, Buffer])[], string, string]>([
    ['no image', { prompt: 'x' }, [], 'validation_failed', 'image'],
    ['no prompt', {}, [['image', png.bytes]], 'validation_failed', 'prompt'],
    ['a file that is no image', { prompt: 'x' }, [['image', Buffer.from('%PDF-1.7\n')]], 'file_not_accepted', 'image'],
    ['a text in place of a file', { prompt: 'x', image: 'a.png' }, [], 'validation_failed', 'image'],
    [
      'too many',
      { prompt: 'x' },
      Array.from({ length: 17 }, () => ['image[]', png.bytes] as const),
      'validation_failed',
      'image',
    ],
  ])('are refused with %s', async (_what, fields, files, code, parameter) => {
    const asked = world.upstream.requests.length;
    const answer = await post(form(fields, files));
    const refusal = (await answer.json()) as {
      error_code: string;
      parameter?: string;
      errors?: { parameter: string }[];
    };
    expect([answer.status, refusal.error_code]).toEqual([400, code]);
    expect(refusal.parameter ?? refusal.errors?.[0]?.parameter).toMatch(new RegExp(`^${parameter}`));
    expect(world.upstream.requests).toHaveLength(asked);
  });
});

describe('in OpenAI’s dialect', () => {
  const kept = async (id: string | null) => (await bodyOf(await world.ask(ada, `/api/images/${id}`))).images;

  it('images are kept as well, and the answer is OpenAI’s', async () => {
    const answer = await world.ask(ada, '/v1/images/generations', { body: { model: MODEL, prompt: 'A fox' } });
    expect(await answer.text()).toBe(JSON.stringify(whole));
    const id = answer.headers.get('x-image-set-id');
    await vi.waitFor(async () => expect(await kept(id)).toHaveLength(2), 5000);
  });

  it('so are those of a stream', async () => {
    streams([partial, completed]);
    const body = { model: MODEL, prompt: 'A fox', stream: true };
    const answer = await world.ask(ada, '/v1/images/generations', { body });
    expect(await answer.text()).toBe([partial, completed].map(upstreamFrame).join(''));
    const id = answer.headers.get('x-image-set-id');
    await vi.waitFor(async () => expect(await kept(id)).toHaveLength(1), 5000);
  });
});
