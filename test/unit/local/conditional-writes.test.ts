import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../../infra/local/s3/local-s3.ts';
import { pendingKey } from '../../../lib/background/records/job-record.ts';
import { s3JobStore } from '../../../lib/background/records/s3-job-store.ts';
import { s3Client } from '../../../lib/storage/s3-client.ts';
import { s3Variables } from '../../support/image-to-store.ts';
import { jobRecord } from '../background/jobs.ts';

const Bucket = 'conditions-test';
const Key = 'background/completed/resp_ü 1.json';
let s3: LocalS3;

beforeAll(async () => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
  s3 = await startLocalS3({ bucket: Bucket });
});
afterAll(() => s3.close());
beforeEach(() => remove(Key));

const client = () => s3Client({ endpoint: s3.url });
const put = (Body: string, conditions: object = {}) =>
  client().send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }));
const remove = (key: string) => client().send(new DeleteObjectCommand({ Bucket, Key: key }));

async function content(): Promise<string | undefined> {
  const { Body } = await client().send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
}

/** The ETag as a listing has it. */
async function listedTag(key: string): Promise<string> {
  const { Contents = [] } = await client().send(new ListObjectsV2Command({ Bucket, Prefix: key }));
  return Contents[0]?.ETag ?? '';
}

const UNMET = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
const MISSING = { name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } };
const STALE = '"00000000000000000000000000000000"';

describe('a PUT where nothing is', () => {
  it.each<[string, object, object | undefined]>([
    ['without a condition', {}, undefined],
    ['if nothing is there', { IfNoneMatch: '*' }, undefined],
    ['if another object is there', { IfMatch: STALE }, MISSING],
  ])('%s ends as in S3', async (_, conditions, refusal) => {
    if (refusal) await expect(put('new', conditions)).rejects.toMatchObject(refusal);
    else await put('new', conditions);
    await (refusal ? expect(content()).rejects.toMatchObject(MISSING) : expect(content()).resolves.toBe('new'));
  });
});

describe('a PUT where an object is', () => {
  it.each<[string, (etag: string) => object, object | undefined]>([
    ['without a condition', () => ({}), undefined],
    ['if nothing is there', () => ({ IfNoneMatch: '*' }), UNMET],
    ['if this object is there', (etag) => ({ IfMatch: etag }), undefined],
    ['if this object is there, without quotes', (etag) => ({ IfMatch: etag.replaceAll('"', '') }), undefined],
    ['if another object is there', () => ({ IfMatch: STALE }), UNMET],
  ])('%s ends as in S3', async (_, conditions, refusal) => {
    await put('old');
    const writing = put('new', conditions(await listedTag(Key)));
    if (refusal) await expect(writing).rejects.toMatchObject(refusal);
    else await writing;
    expect(await content()).toBe(refusal ? 'old' : 'new');
  });

  it('is told why as S3 tells it, in XML', async () => {
    await put('old');
    const url = `${s3.url}/${Bucket}/${encodeURIComponent(Key)}`;
    const response = await fetch(url, { method: 'PUT', body: 'new', headers: { 'if-none-match': '*' } });
    expect(response.headers.get('content-type')).toMatch(/^application\/xml/);
    expect(await response.text()).toMatch(
      /^<\?xml .+\?>\n<Error><Code>PreconditionFailed<\/Code><Message>At least one /,
    );
  });
});

/** Begins a PUT that wants nothing to be there; S3 has its head. Resolves with what sends the rest, and its status. */
async function begin(): Promise<(body: string) => Promise<number | undefined>> {
  const headers = { 'if-none-match': '*', expect: '100-continue' };
  const sent = request(`${s3.url}/${Bucket}/${encodeURIComponent(Key)}`, { method: 'PUT', headers });
  const answered: Promise<IncomingMessage[]> = once(sent, 'response');
  sent.flushHeaders();
  await once(sent, 'continue');
  return async (body) => {
    sent.end(body);
    const [answer] = await answered;
    return answer?.resume().statusCode;
  };
}

it('takes the first of two PUTs at once that want nothing to be there', async () => {
  const [finishOne, finishOther] = [await begin(), await begin()];
  expect([await finishOther('first'), await finishOne('second')]).toEqual([200, 412]);
  expect(await content()).toBe('first');
});

it('says that a bucket is not there whatever the conditions', async () => {
  const response = await fetch(`${s3.url}/another/${Key}`, {
    method: 'PUT',
    body: 'a',
    headers: { 'if-match': STALE },
  });
  expect(await response.text()).toContain('<Code>NoSuchBucket</Code>');
});

describe('the store of background responses', () => {
  const id = 'resp_1';
  const store = () => s3JobStore({ bucket: Bucket, endpoint: s3.url });

  it('does not bring back a record that went while it was polled', async () => {
    await store().putRecord(jobRecord({ id }));
    const read = await listedTag(pendingKey(id));
    await store().removeRecord(id);
    await store().putRecord(jobRecord({ id, attempts: 1 }), read);
    expect(await store().hasRecord(id)).toBe(false);
  });

  it('does not change a record that is no longer the one it read', async () => {
    await store().putRecord(jobRecord({ id }));
    const read = await listedTag(pendingKey(id));
    await store().putRecord(jobRecord({ id, attempts: 5 }));
    await store().putRecord(jobRecord({ id, attempts: 1 }), read);
    expect(await store().readRecord(id)).toMatchObject({ attempts: 5 });
  });

  it('leaves a result in its place where another word is to give way to one', async () => {
    await store().putResult(id, ['{}'], { status: 'completed' });
    await store().putResult(id, ['{}'], { status: 'lost' }, true);
    expect(await store().resultFacts(id)).toEqual({ status: 'completed' });
  });
});
