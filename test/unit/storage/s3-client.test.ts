import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { s3Client } from '../../../lib/storage/s3-client.ts';
import { type FakeS3, refuse, startFakeS3 } from '../../support/fake-s3.ts';
import { s3Variables } from '../../support/image-to-store.ts';

let s3: FakeS3;

beforeAll(() => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
});
afterEach(() => s3?.close());

describe('the S3 client', () => {
  it('is one for each way of reaching S3, so that its connections outlive a request', async () => {
    s3 = await startFakeS3(refuse(500, 'InternalError'));
    const { url: endpoint } = s3;
    expect(s3Client({ endpoint })).toBe(s3Client({ endpoint }));
    expect(s3Client({ endpoint, requestTimeoutMs: 10 })).not.toBe(s3Client({ endpoint }));
    expect(s3Client({ endpoint: `${endpoint}/other` })).not.toBe(s3Client({ endpoint }));
    expect(s3Client({})).not.toBe(s3Client({ endpoint }));
  });

  it('addresses an endpoint of its own by path', async () => {
    s3 = await startFakeS3((_request, response) => void response.writeHead(200).end());
    // An address would be used so in any case; a name could have the bucket before it.
    const endpoint = s3.url.replace('127.0.0.1', 'localhost');
    await s3Client({ endpoint }).send(new HeadBucketCommand({ Bucket: 'jobs' }));
    expect(s3.requests).toEqual(['HEAD /jobs/']);
  });

  it.each([
    [undefined, 3],
    [1, 1],
  ])('tries as often as it is told (%s): %i times', async (maxAttempts, times) => {
    s3 = await startFakeS3(refuse(500, 'InternalError'));
    const client = s3Client({ endpoint: s3.url, ...(maxAttempts === undefined ? {} : { maxAttempts }) });
    await expect(client.send(new HeadBucketCommand({ Bucket: 'jobs' }))).rejects.toThrow();
    expect(s3.requests).toHaveLength(times);
  });

  it('gives up an S3 that does not answer', async () => {
    s3 = await startFakeS3(() => undefined);
    const client = s3Client({ endpoint: s3.url, requestTimeoutMs: 50, maxAttempts: 1 });
    await expect(client.send(new HeadBucketCommand({ Bucket: 'jobs' }))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});
