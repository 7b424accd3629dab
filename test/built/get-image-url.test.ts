import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { s3ImageStore } from '../../lib/storage/images/s3-image-store.ts';
import { type FakeS3, refuse, startFakeS3 } from '../support/fake-s3.ts';
import { imageToStore, s3Variables } from '../support/image-to-store.ts';
import { type Stack, startStack } from '../support/stack.ts';

const bucket = 'images-test';
let s3: LocalS3;
let denying: FakeS3;
let stack: Stack;
let denied: Stack;
let bucketless: Stack;

beforeAll(async () => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
  s3 = await startLocalS3({ bucket });
  denying = await startFakeS3(refuse(403, 'AccessDenied'));
  const environment = { ...s3Variables, STORAGE_BUCKET: bucket, IMAGE_URL_TTL_SECONDS: '120', LOG_PAYLOADS: 'full' };
  stack = await startStack({ environment: { ...environment, S3_ENDPOINT: s3.url } });
  denied = await startStack({ environment: { ...environment, S3_ENDPOINT: denying.url } });
  bucketless = await startStack();
});
afterAll(() => Promise.all([stack, denied, bucketless, s3, denying].map((part) => part.close())));

interface Answer {
  readonly images: readonly { readonly url: string; readonly expires_at: string }[];
  readonly error_code?: string;
  readonly parameter?: string;
}

async function get({ url }: Stack, id: string) {
  const response = await fetch(`${url}/api/responses/${id}/images`);
  const body = (await response.json()) as Answer;
  return { status: response.status, headers: response.headers, body };
}

describe('get-image-url', () => {
  it("answers fresh URLs of a response's images, in the order in which they came", async () => {
    const store = s3ImageStore({ bucket, ttlSeconds: 1, endpoint: s3.url });
    const { image } = imageToStore();
    const second = { ...image, id: 'ig_0', size: null, quality: null, background: null };
    const bytes = Buffer.from('another image');
    const responseId = 'resp_two';
    await store.put(imageToStore({ responseId }));
    await store.put(imageToStore({ responseId, image: second, bytes, createdAt: new Date('2026-11-23T00:00:00Z') }));
    await store.put(imageToStore({ responseId: 'resp_two_other' }));

    const before = Date.now();
    const { status, headers, body } = await get(stack, responseId);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({
      response_id: responseId,
      images: [
        {
          id: 'ig_1',
          key: 'images/2026/11/22/resp_two/ig_1.png',
          content_type: 'image/png',
          bytes: 8,
          width: 48,
          height: 32,
          size: '1024x1024',
          quality: 'high',
          background: 'opaque',
          model: 'gpt-6.1-terra',
          created_at: '2026-11-22T23:59:59.000Z',
        },
        { id: 'ig_0', key: 'images/2026/11/23/resp_two/ig_0.png', bytes: bytes.length, size: null },
      ],
    });
    const { url = '', expires_at: expiresAt = '' } = body.images[1] ?? {};
    expect(Date.parse(expiresAt) - before).toBeGreaterThan(118_000);
    const opened = await fetch(url);
    expect([opened.status, opened.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await opened.text()).toBe('another image');
  });

  it('promises no more than the session of its role, whatever it was told', async () => {
    // A leap of hours: what the process takes to start is nothing beside it.
    const expiration = new Date(Date.now() + 5 * 3_600_000);
    const seven = { ...s3Variables, STORAGE_BUCKET: bucket, S3_ENDPOINT: s3.url, IMAGE_URL_TTL_SECONDS: '604800' };
    await s3ImageStore({ bucket, ttlSeconds: 1, endpoint: s3.url }).put(imageToStore({ responseId: 'resp_session' }));
    const sessions = [
      [{ AWS_SESSION_TOKEN: 'a-session', AWS_CREDENTIAL_EXPIRATION: expiration.toISOString() }, expiration.getTime()],
      // As Lambda does: it does not tell when the session ends.
      [{ AWS_SESSION_TOKEN: 'a-session' }, Date.now() + 12 * 3_600_000],
    ] as const;
    for (const [session, end] of sessions) {
      const signing = await startStack({ environment: { ...seven, ...session } });
      const { body } = await get(signing, 'resp_session').finally(() => signing.close());
      const { url = '', expires_at: expiresAt = '' } = body.images[0] ?? {};
      const { searchParams } = new URL(url);
      expect(Date.parse(expiresAt)).toBeLessThanOrEqual(end);
      expect(Date.parse(expiresAt)).toBeGreaterThan(end - 1_800_000);
      const signedAt = (searchParams.get('X-Amz-Date') ?? '').replace(
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
        '$1-$2-$3T$4:$5:$6Z',
      );
      expect(Date.parse(signedAt) + Number(searchParams.get('X-Amz-Expires')) * 1000).toBe(Date.parse(expiresAt));
    }
  });

  it('passes over an image that was deleted, and answers 404 once none is left', async () => {
    const store = s3ImageStore({ bucket, ttlSeconds: 1, endpoint: s3.url });
    const stored = await store.put(imageToStore({ responseId: 'resp_deleted' }));
    await fetch(`${s3.url}/${bucket}/${stored.key}`, { method: 'DELETE' });
    expect(await get(stack, 'resp_deleted')).toMatchObject({ status: 404, body: { error_code: 'images_not_found' } });
  });

  it.each(['resp_unknown', 'resp_tw'])('answers 404 for %s, of which S3 has nothing', async (id) => {
    expect(await get(stack, id)).toMatchObject({
      status: 404,
      body: { error_code: 'images_not_found', parameter: 'id', hint: expect.stringContaining('Check the response id') },
    });
  });

  it.each(['..%2f..%2fsecret', 'a%0d%0ab', 'a%20b'])('refuses the id %s', async (id) => {
    const { status, body } = await get(stack, id);
    expect([status, body.error_code, body.parameter]).toEqual([400, 'validation_failed', 'id']);
  });

  it('says that it keeps no images where it has no bucket', async () => {
    expect(await get(bucketless, 'resp_1')).toMatchObject({
      status: 404,
      body: { error_code: 'images_not_kept', hint: expect.stringContaining('STORAGE_BUCKET') },
    });
  });

  it('says what its role lacks where S3 refuses it', async () => {
    expect(await get(denied, 'resp_1')).toMatchObject({
      status: 500,
      body: { error_code: 'image_store_denied', hint: expect.stringContaining('s3:ListBucket') },
    });
  });

  it('keeps URLs, which open the image to anyone, out of the log', async () => {
    const store = s3ImageStore({ bucket, ttlSeconds: 1, endpoint: s3.url });
    await store.put(imageToStore({ responseId: 'resp_logged' }));
    await get(stack, 'resp_logged');
    await stack.logged('resp_logged');
    expect(stack.logs.filter(({ line }) => line.includes('X-Amz-Signature'))).toEqual([]);
  });
});
