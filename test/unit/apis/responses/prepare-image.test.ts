import { expect, it, vi } from 'vitest';
import { prepareImage } from '../../../../lib/apis/responses/prepare-image.ts';
import { imageRequestSchema } from '../../../../lib/apis/responses/schemas/image-request.ts';
import { openImageStore } from '../../../../lib/storage/images/open-image-store.ts';
import { parseRequest } from '../../../../lib/validation/parse-request.ts';
import { requestContext } from '../../../support/request-context.ts';

vi.mock(import('../../../../lib/storage/images/open-image-store.ts'), () => ({
  openImageStore: vi.fn(() => Promise.reject(new Error('no S3'))),
}));

const prepare = (request: object) =>
  prepareImage(
    parseRequest(imageRequestSchema, { input: 'A shore', ...request }),
    requestContext({ OPENAI_DEFAULT_MODEL: 'text-model', OPENAI_DEFAULT_IMAGE_MODEL: 'image-model' }),
  );

it("takes the deployment's models, and both ways of delivery", () => {
  expect(prepare({})).toMatchObject({
    params: { model: 'text-model', tools: [{ type: 'image_generation', model: 'image-model' }] },
    delivery: 'both',
  });
});

it('takes what the caller says instead, and sends none of what is for this service alone', () => {
  const { params, delivery } = prepare({ model: 'gpt-5', image_delivery: 'url' });
  expect([params.model, delivery]).toEqual(['gpt-5', 'url']);
  expect(params).not.toHaveProperty('image_delivery');
});

it('begins to load the store, whose failure is told with the first image', async () => {
  vi.mocked(openImageStore).mockClear();
  prepare({});
  expect(openImageStore).toHaveBeenCalledOnce();
  await expect(vi.mocked(openImageStore).mock.results[0]?.value).rejects.toThrow('no S3');
});
