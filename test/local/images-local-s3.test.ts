import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { functionStorage } from '../../infra/local/s3/function-storage.ts';
import { startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { s3ImageStore } from '../../lib/images/s3-image-store.ts';
import { imageToStore, s3Variables } from '../support/image-to-store.ts';

let folder: string;

beforeAll(async () => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
  folder = await mkdtemp(path.join(tmpdir(), 'local-s3-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('S3 in this process', () => {
  it('copies images, and nothing else, into a folder before it has taken them', async () => {
    const mirror = path.join(folder, 'mirror');
    const s3 = await startLocalS3({ bucket: 'images-test', mirror });
    onTestFinished(() => s3.close());
    await s3ImageStore({ bucket: 'images-test', ttlSeconds: 60, endpoint: s3.url }).put(imageToStore());
    expect(await readdir(mirror)).toEqual(['2026']);
    expect(await readFile(path.join(mirror, '2026/11/22/resp_1/ig_1.png'), 'utf8')).toBe('an image');
  });

  it('refuses a presigned URL that has ended', async () => {
    let now = Date.now();
    const s3 = await startLocalS3({ bucket: 'images-test', now: () => now });
    onTestFinished(() => s3.close());
    const { url, expiresAt } = await s3ImageStore({ bucket: 'images-test', ttlSeconds: 60, endpoint: s3.url }).put(
      imageToStore(),
    );
    now = Date.parse(expiresAt) - 1;
    expect((await fetch(url)).status).toBe(200);
    now = Date.parse(expiresAt);
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('the storage of local functions', () => {
  it('is in this process, with a bucket, where nothing is said', async () => {
    const storage = await functionStorage({}, folder);
    onTestFinished(() => storage.close());
    const { S3_ENDPOINT = '', STORAGE_BUCKET } = storage.variables;
    expect(S3_ENDPOINT).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(storage.announcement).toContain(S3_ENDPOINT);
    const bucket = await fetch(`${S3_ENDPOINT}/${STORAGE_BUCKET}`, { method: 'HEAD' });
    expect(bucket.status).toBe(200);
  });

  it('has the bucket that STORAGE_BUCKET names', async () => {
    const storage = await functionStorage({ STORAGE_BUCKET: 'my-images' }, folder);
    onTestFinished(() => storage.close());
    expect(storage.variables.STORAGE_BUCKET).toBe('my-images');
    expect((await fetch(`${storage.variables.S3_ENDPOINT}/my-images`, { method: 'HEAD' })).status).toBe(200);
  });

  it.each([
    ['aws', 'S3 is the real one: images are kept in the bucket my-images'],
    ['http://127.0.0.1:9000', 'S3 is at http://127.0.0.1:9000: images are kept in the bucket my-images'],
  ])("is what S3_ENDPOINT=%s says, with this machine's credentials", async (endpoint, announcement) => {
    const given = { S3_ENDPOINT: endpoint, STORAGE_BUCKET: 'my-images', AWS_PROFILE: 'mine', AWS_SECRET: 'no' };
    const storage = await functionStorage(given, folder);
    expect(storage).toMatchObject({ variables: { AWS_PROFILE: 'mine' }, announcement });
    expect(storage.variables).not.toHaveProperty('AWS_SECRET');
  });
});
