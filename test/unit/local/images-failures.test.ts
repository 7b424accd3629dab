import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocalS3 } from '../../../infra/local/s3/local-s3.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { type S3ImageStoreOptions, s3ImageStore } from '../../../lib/storage/images/s3-image-store.ts';
import { type FakeS3, refuse, type S3Script, startFakeS3 } from '../../support/fake-s3.ts';
import { imageToStore, s3Variables } from '../../support/image-to-store.ts';

let fake: FakeS3 | undefined;

beforeAll(() => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
});
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

/** What putting an image into an S3 of this script ends with. */
async function failure(script: S3Script, options: Partial<S3ImageStoreOptions> = {}, signal?: AbortSignal) {
  fake = await startFakeS3(script);
  return failureAt(fake.url, options, signal);
}

async function failureAt(endpoint: string, options: Partial<S3ImageStoreOptions>, signal?: AbortSignal) {
  const store = s3ImageStore({ bucket: 'images-test', ttlSeconds: 60, endpoint, maxAttempts: 1, ...options });
  const error: unknown = await store.put(imageToStore(), signal).catch((thrown: unknown) => thrown);
  if (!(error instanceof ServiceError)) throw new Error(`Not refused as a ServiceError: ${error}`);
  return error;
}

const waitForever: S3Script = () => {};

describe('S3 fails to take an image', () => {
  it.each([
    [403, 'AccessDenied', 'image_store_denied', 's3:PutObject'],
    [403, 'SignatureDoesNotMatch', 'image_store_denied', 's3:PutObject'],
    [400, 'KMS.DisabledException', 'image_store_denied', 'KMS'],
    [404, 'NoSuchBucket', 'image_store_missing', 'STORAGE_BUCKET'],
    [301, 'PermanentRedirect', 'image_store_missing', 'region'],
    [400, 'AuthorizationHeaderMalformed', 'image_store_missing', 'region'],
    [500, 'InternalError', 'image_store_failed', 'base64'],
    [503, 'SlowDown', 'image_store_failed', 'fewer'],
  ])('as %i %s: %s, with a hint on %s', async (statusCode, s3Code, code, word) => {
    const error = await failure(refuse(statusCode, s3Code));
    expect(error.code).toBe(code);
    expect(error.hint).toContain(word);
    expect(error.retryable).toBe(code === 'image_store_failed');
    expect(error.message).not.toContain(s3Code);
    expect(error.cause).toMatchObject({ name: s3Code });
  });

  it('as a bucket that is really missing', async () => {
    const s3 = await startLocalS3({ bucket: 'another' });
    const error = await failureAt(s3.url, {});
    await s3.close();
    expect(error.code).toBe('image_store_missing');
  });

  it('as a server that is down', async () => {
    const gone = await startFakeS3(waitForever);
    await gone.close();
    const error = await failureAt(gone.url, {});
    expect(error).toMatchObject({ code: 'image_store_failed', message: 'S3 cannot be reached.', retryable: true });
  });

  it('as a connection that breaks', async () => {
    const error = await failure((request) => request.socket.destroy());
    expect(error).toMatchObject({ code: 'image_store_failed', message: 'S3 cannot be reached.' });
  });

  it('as a server that does not answer, after the time of one request', async () => {
    const error = await failure(waitForever, { requestTimeoutMs: 50 });
    expect(error).toMatchObject({ code: 'image_store_failed', message: 'S3 did not answer in time.' });
  });

  it('as a server that does not answer, after the time of one image, whatever its retries', async () => {
    const error = await failure(waitForever, { deadlineMs: 50, maxAttempts: 10 });
    expect(error).toMatchObject({ code: 'image_store_failed', message: 'S3 did not answer in time.' });
  });

  it('as an upload that its caller breaks off', async () => {
    const controller = new AbortController();
    const error = await failure(() => controller.abort(), {}, controller.signal);
    expect(error).toMatchObject({ code: 'image_store_failed', message: 'The upload of the image was broken off.' });
  });
});

it('sends an image again that S3 was too busy to take', async () => {
  let refusals = 2;
  fake = await startFakeS3((request, response) => {
    refusals -= 1;
    if (refusals < 0) response.writeHead(200).end();
    else refuse(503, 'SlowDown')(request, response);
  });
  const store = s3ImageStore({ bucket: 'images-test', ttlSeconds: 60, endpoint: fake.url });
  await store.put(imageToStore());
  expect(fake.requests).toHaveLength(4);
});
