import { createHash } from 'node:crypto';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../../infra/local/s3/local-s3.ts';
import { imageFacts } from '../../../lib/storage/images/image-facts.ts';
import { s3ImageStore } from '../../../lib/storage/images/s3-image-store.ts';
import { s3Client } from '../../../lib/storage/s3-client.ts';
import { imageToStore, s3Variables } from '../../support/image-to-store.ts';
import { pictures } from '../../support/pictures.ts';

const formats = await pictures();
const bucket = 'images-test';
let s3: LocalS3;

beforeAll(async () => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
  s3 = await startLocalS3({ bucket });
});
afterAll(() => s3.close());

function store(ttlSeconds = 3600) {
  return s3ImageStore({ bucket, ttlSeconds, endpoint: s3.url });
}

async function headOf(key: string) {
  const client = s3Client({ endpoint: s3.url });
  return client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
}

describe('an image in S3', () => {
  it.each(formats)('keeps the bytes of $contentType and hands them out under a URL', async (picture) => {
    const { bytes, contentType, extension } = picture;
    const stored = await store().put(imageToStore({ bytes, facts: imageFacts(bytes) }));
    expect(stored.key).toBe(`images/2026/11/22/resp_1/ig_1.${extension}`);
    const response = await fetch(stored.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(response.headers.get('content-disposition')).toContain(`filename="ig_1.${extension}"`);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('has its checksum, its life in caches and what is known of it beside it', async () => {
    const bytes = Buffer.from('an image');
    const { key } = await store().put(imageToStore({ bytes }));
    expect(await headOf(key)).toMatchObject({
      ContentType: 'image/png',
      ContentLength: bytes.length,
      CacheControl: 'private, max-age=31536000, immutable',
      ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
      Metadata: {
        model: 'gpt-6.1-terra',
        size: '1024x1024',
        quality: 'high',
        background: 'opaque',
        created: '2026-11-22T23:59:59.000Z',
        'response-id': 'resp_1',
        width: '48',
        height: '32',
      },
    });
  });

  it('has no metadata of what is not known, and none that is no ASCII', async () => {
    const image = { id: 'ig_2', revisedPrompt: null, size: null, quality: null, background: null };
    const facts = { contentType: 'image/svg+xml', extension: 'svg', width: null, height: null };
    const { key } = await store().put(imageToStore({ image, facts, model: 'modèle\r\nx-evil: 1' }));
    const { Metadata } = await headOf(key);
    expect(Metadata).toEqual({
      model: 'mod?le??x-evil: 1',
      created: '2026-11-22T23:59:59.000Z',
      'response-id': 'resp_1',
    });
  });

  it('may be larger than 20 MB', async () => {
    const bytes = Buffer.alloc(21 * 1024 * 1024, 'picture');
    const { url } = await store().put(imageToStore({ responseId: 'resp_large', bytes }));
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('has a URL that ends when it says', async () => {
    const before = Date.now();
    const { url, expiresAt } = await store(60).put(imageToStore());
    expect(Date.parse(expiresAt) - before).toBeGreaterThan(58_000);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(60_000);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('60');
  });

  it('never shows an SVG, which may carry script, in a page of its own', async () => {
    const facts = { contentType: 'image/svg+xml', extension: 'svg', width: 1, height: 1 };
    const { url } = await store().put(imageToStore({ facts, bytes: Buffer.from('<svg width="1" height="1"/>') }));
    const response = await fetch(url);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment;/);
  });

  it.each(['../../secret', 'a\r\nx-amz-acl: public-read'])('is refused under the id %j', async (id) => {
    const image = { ...imageToStore().image, id };
    await expect(store().put(imageToStore({ image }))).rejects.toMatchObject({ code: 'image_store_failed' });
    await expect(store().put(imageToStore({ responseId: id }))).rejects.toMatchObject({ code: 'image_store_failed' });
  });
});
