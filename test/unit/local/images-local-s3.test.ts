import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { functionStorage } from '../../../infra/local/s3/function-storage.ts';
import { startLocalS3 } from '../../../infra/local/s3/local-s3.ts';
import { s3ImageStore } from '../../../lib/storage/images/s3-image-store.ts';
import { imageToStore, s3Variables } from '../../support/image-to-store.ts';

let folder: string;

beforeAll(async () => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
  folder = await mkdtemp(path.join(tmpdir(), 'local-s3-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('S3 in this process', () => {
  async function withMirror(mirror: string) {
    const s3 = await startLocalS3({ bucket: 'images-test', mirror });
    onTestFinished(() => s3.close());
    const send = (method: string, key: string, body?: string) =>
      fetch(`${s3.url}/images-test/${key}`, { method, ...(body === undefined ? {} : { body }) });
    return { s3, send };
  }

  it('copies images, and nothing else, into a folder before it has taken them', async () => {
    const mirror = path.join(folder, 'mirror');
    const { s3, send } = await withMirror(mirror);
    await s3ImageStore({ bucket: 'images-test', ttlSeconds: 60, endpoint: s3.url }).put(imageToStore());
    await send('PUT', 'background/pending/00/resp_1.json', '{}');
    expect(await readdir(mirror)).toEqual(['2026']);
    expect(await readFile(path.join(mirror, '2026/11/22/resp_1/ig_1.png'), 'utf8')).toBe('an image');
  });

  it('has no copy of an image that was deleted', async () => {
    const mirror = path.join(folder, 'deleted');
    const { send } = await withMirror(mirror);
    await send('PUT', 'images/2026/a.png', 'a');
    await send('PUT', 'images/2026/b.png', 'b');
    await send('DELETE', 'images/2026/a.png');
    expect(await readdir(path.join(mirror, '2026'))).toEqual(['b.png']);
  });

  it('writes no copy outside of its folder', async () => {
    const { send } = await withMirror(path.join(folder, 'inside/mirror'));
    expect((await send('PUT', 'images/%2E%2E%2F%2E%2E%2Foutside.png', 'a')).status).toBe(200);
    expect(await readdir(path.join(folder, 'inside/mirror'))).toEqual(['outside.png']);
  });

  it('takes images whose copies it cannot write', async () => {
    const mirror = path.join(folder, 'a-file');
    await writeFile(mirror, '');
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => told.mockRestore());
    const { send } = await withMirror(mirror);
    expect((await send('PUT', 'images/a.png', 'a')).status).toBe(200);
    expect(await (await send('GET', 'images/a.png')).text()).toBe('a');
    expect(told).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('The copy of images/a.png'));
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
    for (const said of [S3_ENDPOINT, path.join(folder, 's3'), path.join(folder, 'images')])
      expect(storage.announcement).toContain(said);
    const bucket = await fetch(`${S3_ENDPOINT}/${STORAGE_BUCKET}`, { method: 'HEAD' });
    expect(bucket.status).toBe(200);
  });

  it('still has what it was given before a restart', async () => {
    const first = await functionStorage({}, folder);
    const at = ({ variables }: typeof first) => `${variables.S3_ENDPOINT}/${variables.STORAGE_BUCKET}/images/kept.png`;
    await fetch(at(first), { method: 'PUT', body: 'a' });
    await first.close();
    const again = await functionStorage({}, folder);
    onTestFinished(() => again.close());
    expect(await (await fetch(at(again))).text()).toBe('a');
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
