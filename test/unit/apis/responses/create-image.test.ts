import { afterEach, describe, expect, it, vi } from 'vitest';
import { createImage } from '../../../../lib/apis/responses/create-image.ts';
import { imageRequestSchema } from '../../../../lib/apis/responses/schemas/image-request.ts';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import type { ImageStore, ImageToStore } from '../../../../lib/storage/images/image-store.ts';
import { parseRequest } from '../../../../lib/validation/parse-request.ts';
import { playJson, type UpstreamHandler } from '../../../support/upstream.ts';
import { backgroundResponse } from '../../background/jobs.ts';
import { callTo, useUpstream } from '../../background/polling.ts';
import { imageCall, pngOf, stored } from './images/waiting-store.ts';

const container = vi.hoisted((): { store: ImageStore | undefined } => ({ store: undefined }));
vi.mock(import('../../../../lib/storage/images/open-image-store.ts'), () => ({
  openImageStore: async () => container.store,
}));
const upstream = useUpstream();

afterEach(() => {
  container.store = undefined;
});

/** A store that takes every image, and keeps what it was given. */
function takingStore(): readonly ImageToStore[] {
  const taken: ImageToStore[] = [];
  container.store = {
    put: async (image) => {
      taken.push(image);
      return stored(image.image.id);
    },
  };
  return taken;
}

const base64 = pngOf(5_000).toString('base64');
const playImages = playJson(
  backgroundResponse({ background: false, output: [imageCall('ig_1', base64), imageCall('ig_2', base64)] }),
);

/** Asks for images, where OpenAI answers so, and reads the body. */
async function create(handler: UpstreamHandler, request: object = {}) {
  upstream().handle(handler);
  const track = vi.fn(async () => []);
  const serve = createImage({ prepare: () => undefined, track });
  const answer = await serve(
    parseRequest(imageRequestSchema, { input: 'A shore', ...request }),
    callTo(upstream().url, { ms: 0 }),
  );
  const written: string[] = [];
  await answer.stream({
    write: (bytes) => written.push(Buffer.from(bytes as string, 'latin1').toString()) > 0,
    drained: async () => undefined,
  });
  return { answer, track, body: JSON.parse(written.join('')), sent: upstream().requests.at(-1)?.json() };
}

describe('images', () => {
  it('are asked of the default models, whole', async () => {
    const { sent } = await create(playImages);
    expect(sent).toMatchObject({
      model: 'gpt-6.1-terra',
      stream: false,
      tools: [{ type: 'image_generation', model: 'gpt-image-2.6-sunburst' }],
    });
  });

  it('are kept, and answered as base64 and as URLs', async () => {
    const taken = takingStore();
    const { body, answer } = await create(playImages);
    expect(taken.map(({ image, responseId, bytes }) => [image.id, responseId, bytes.length])).toEqual([
      ['ig_1', 'resp_1', 5_000],
      ['ig_2', 'resp_1', 5_000],
    ]);
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
    expect(body.output).toMatchObject([{ result: base64 }, { result: base64 }]);
    expect(body.images).toMatchObject([
      { id: 'ig_1', url: 'https://s3.test/ig_1', width: 3, height: 2, content_type: 'image/png', bytes: 5_000 },
      { id: 'ig_2', url: 'https://s3.test/ig_2' },
    ]);
    expect(body.output_text).toBe(`data:image/png;base64,${base64}`);
  });

  it('come without base64 where only URLs are wanted', async () => {
    takingStore();
    const { body } = await create(playImages, { image_delivery: 'url' });
    expect(body.output_text).toBe('https://s3.test/ig_1');
    expect(JSON.stringify(body)).not.toContain(base64.slice(0, 50));
  });

  it('that the store does not take are not lost, whatever was wanted, and say why', async () => {
    container.store = { put: () => Promise.reject(new ServiceError('image_store_denied')) };
    const { answer, body } = await create(playImages, { image_delivery: 'url' });
    expect(answer.statusCode).toBe(200);
    expect(body.output).toMatchObject([{ result: base64 }, { result: base64 }]);
    expect(body.images).toMatchObject([
      { error: { code: 'image_store_denied' } },
      { error: { code: 'image_store_denied' } },
    ]);
  });

  it('are answered where nothing is kept', async () => {
    const { body } = await create(playImages);
    expect(body.images).toMatchObject([{ id: 'ig_1' }, { id: 'ig_2' }]);
    expect(body.images[0]).not.toHaveProperty('url');
    expect(body.output[0]).toMatchObject({ result: base64 });
  });
});

it('answers with the text where the model drew nothing', async () => {
  const { body } = await create(playJson(backgroundResponse({ background: false })));
  expect(body).toMatchObject({ output_text: 'Once upon a time in a café.', images: [] });
});

it('follows a background response, with how its images are wanted', async () => {
  const queued = playJson(backgroundResponse({ status: 'queued', output: [] }));
  const { answer, track } = await create(queued, { background: true, image_delivery: 'url' });
  expect(answer).toMatchObject({ statusCode: 202, headers: { location: '/api/responses/resp_1' } });
  expect(track).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ id: 'resp_1' }),
    expect.anything(),
    expect.objectContaining({ delivery: 'url' }),
  );
});

it('throws what OpenAI refuses with', async () => {
  const error = { message: 'Unsafe', type: 'image_generation_user_error', param: null, code: 'moderation_blocked' };
  await expect(create(playJson({ error }, 400))).rejects.toMatchObject({ statusCode: 400, code: 'moderation_blocked' });
});
