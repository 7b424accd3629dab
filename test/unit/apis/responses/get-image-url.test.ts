import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../../../infra/local/s3/local-s3.ts';
import { getImageUrls } from '../../../../lib/apis/responses/get-image-url.ts';
import { s3ImageStore } from '../../../../lib/storage/images/s3-image-store.ts';
import { type FakeS3, refuse, startFakeS3 } from '../../../support/fake-s3.ts';
import { imageToStore, s3Variables } from '../../../support/image-to-store.ts';
import { requestContext } from '../../../support/request-context.ts';

const BUCKET = 'images-test';

let s3: LocalS3;
let denying: FakeS3;
beforeAll(async () => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
  [s3, denying] = await Promise.all([startLocalS3({ bucket: BUCKET }), startFakeS3(refuse(403, 'AccessDenied'))]);
  await s3ImageStore({ bucket: BUCKET, endpoint: s3.url, ttlSeconds: 60 }).put(imageToStore());
});
afterAll(() => Promise.all([s3.close(), denying.close()]));

const contextAt = (url: string) => requestContext({ STORAGE_BUCKET: BUCKET, S3_ENDPOINT: url });

describe("a response's images", () => {
  it('come with URLs under which they are', async () => {
    const context = contextAt(s3.url);
    const { statusCode, headers, body } = await getImageUrls({ id: 'resp_1' }, context);
    expect([statusCode, headers['cache-control'], body.response_id]).toEqual([200, 'no-store', 'resp_1']);
    expect(body.images).toMatchObject([{ id: 'ig_1', width: 48, height: 32, quality: 'high', model: 'gpt-6.1-terra' }]);
    const [image] = body.images;
    expect(await (await fetch(image?.url ?? '')).text()).toBe('an image');
    // Who has the URL has the image: the log is not to.
    expect(JSON.stringify(context.recorder.facts().response)).not.toContain('X-Amz-Signature');
  });

  it.each([
    ['of another response', 'resp_2'],
    ['of a response whose id begins alike', 'resp_'],
  ])('are not those %s', async (_name, id) => {
    await expect(getImageUrls({ id }, contextAt(s3.url))).rejects.toMatchObject({
      code: 'images_not_found',
      parameter: 'id',
    });
  });

  it('are none where the service has no bucket', async () => {
    await expect(getImageUrls({ id: 'resp_1' }, requestContext())).rejects.toMatchObject({ code: 'images_not_kept' });
  });

  it('are not told of where S3 does not let the service see them', async () => {
    await expect(getImageUrls({ id: 'resp_1' }, contextAt(denying.url))).rejects.toMatchObject({
      code: 'image_store_denied',
      statusCode: 500,
    });
  });
});
