import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../../infra/local/s3/local-s3.ts';
import type { ArchivedResult } from '../../../lib/background/records/archived-result.ts';
import { completedKey, type JobRecord, pendingKey, shardOf } from '../../../lib/background/records/job-record.ts';
import type { JobStore } from '../../../lib/background/records/job-store.ts';
import { s3JobStore } from '../../../lib/background/records/s3-job-store.ts';
import { settle } from '../../../lib/background/settle/settle.ts';
import { encodeText } from '../../../lib/large-json/byte-string.ts';
import { s3Client } from '../../../lib/storage/s3-client.ts';
import { s3Variables } from '../../support/image-to-store.ts';
import { at, jobRecord, wholeResponse } from '../background/jobs.ts';
import { noVideos } from '../background/settling.ts';

const bucket = 'jobs-test';
let s3: LocalS3;
let store: JobStore;

beforeAll(async () => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
  s3 = await startLocalS3({ bucket });
  store = s3JobStore({ bucket, endpoint: s3.url });
});
afterAll(() => s3.close());

/** Puts an object as somebody else would. */
async function put(key: string, body: string): Promise<void> {
  await s3Client({ endpoint: s3.url }).send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }),
  );
}

async function headOf(key: string) {
  return s3Client({ endpoint: s3.url }).send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
}

async function listed(shards: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.listPending(shards)) ids.push(id);
  return ids;
}

const all = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));

describe('a pending record', () => {
  it('comes back as it was put', async () => {
    const record = jobRecord({
      id: 'resp_put',
      include: ['reasoning.encrypted_content'],
      delivery: 'url',
      attempts: 7,
    });
    await store.putRecord(record);
    expect(await store.readRecord('resp_put')).toEqual(record);
    expect(await headOf(pendingKey('resp_put'))).toMatchObject({ ContentType: 'application/json; charset=utf-8' });
  });

  it('is replaced by the next', async () => {
    await store.putRecord(jobRecord({ id: 'resp_twice' }));
    await store.putRecord(jobRecord({ id: 'resp_twice', attempts: 1 }));
    expect(await store.readRecord('resp_twice')).toMatchObject({ attempts: 1 });
    expect((await listed([shardOf('resp_twice')])).filter((id) => id === 'resp_twice')).toHaveLength(1);
  });

  it('has an etag that stays while it does, and changes with it', async () => {
    const etagOf = async () => {
      for await (const { id, etag } of store.listPending([shardOf('resp_etag')])) if (id === 'resp_etag') return etag;
      return undefined;
    };
    await store.putRecord(jobRecord({ id: 'resp_etag' }));
    const first = await etagOf();
    expect(first).toMatch(/\w/);
    expect(await etagOf()).toBe(first);
    await store.putRecord(jobRecord({ id: 'resp_etag', attempts: 1 }), first);
    expect(await etagOf()).not.toBe(first);
  });

  it('is gone once removed, however often', async () => {
    await store.putRecord(jobRecord({ id: 'resp_gone' }));
    await store.removeRecord('resp_gone');
    await store.removeRecord('resp_gone');
    expect(await store.readRecord('resp_gone')).toBeUndefined();
    expect(await listed([shardOf('resp_gone')])).not.toContain('resp_gone');
  });

  it.each(['../../secret', 'a/b', ''])('is refused under the id %j', async (id) => {
    const refused = { code: 'background_store_failed', retryable: false };
    await expect((async () => store.putRecord(jobRecord({ id })))()).rejects.toMatchObject(refused);
    await expect((async () => store.readRecord(id))()).rejects.toMatchObject(refused);
    await expect((async () => store.putResult(id, ['{}'], { status: 'completed' }))()).rejects.toMatchObject(refused);
  });
});

describe('a record that cannot be read', () => {
  const torn: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['half of its JSON', JSON.stringify(jobRecord()).slice(0, 40)],
    ['no JSON', '<Error/>'],
    ['null', 'null'],
    ['a list', '[]'],
    ['nulls alone', '{"created_at":null,"next_poll_at":null,"attempts":null,"endpoint":null,"include":null}'],
    ['nonsense alone', '{"created_at":"soon","next_poll_at":{},"attempts":"many","endpoint":5,"include":{"length":1}}'],
  ];

  it.each(torn)('because it holds %s is followed by what its key and its date say', async (_name, body) => {
    await put(pendingKey('resp_torn'), body);
    const { LastModified } = await headOf(pendingKey('resp_torn'));
    const date = LastModified?.toISOString();
    expect(await store.readRecord('resp_torn')).toEqual({
      id: 'resp_torn',
      endpoint: null,
      model: null,
      created_at: date,
      next_poll_at: date,
      attempts: 0,
      delivery: null,
      include: [],
    } satisfies Record<Exclude<keyof JobRecord, 'completion_window' | 'owner' | 'kind' | 'seconds'>, unknown>);
    expect(await listed([shardOf('resp_torn')])).toContain('resp_torn');
  });

  it('whole has what it says, and the rest from its key and its date', async () => {
    await put(pendingKey('resp_half'), '{"endpoint":"create-text","attempts":3}');
    expect(await store.readRecord('resp_half')).toMatchObject({
      id: 'resp_half',
      endpoint: 'create-text',
      attempts: 3,
      created_at: expect.stringMatching(/^\d{4}-/),
      include: [],
    });
  });

  it('is of the response that its key names, whatever it says itself', async () => {
    await put(pendingKey('resp_key'), JSON.stringify(jobRecord({ id: 'resp_other' })));
    expect(await store.readRecord('resp_key')).toMatchObject({ id: 'resp_key' });
  });
});

describe('a result', () => {
  it('comes back as it was put, in parts of text and bytes', async () => {
    const parts = [encodeText('{"id":"resp_parts","response":{"text":"é 👩‍👧'), Buffer.from(' – 日本'), '"}}'];
    await store.putResult('resp_parts', parts, { status: 'incomplete' });
    expect(await store.readResult('resp_parts')).toEqual({ id: 'resp_parts', response: { text: 'é 👩‍👧 – 日本' } });
  });

  it.each([
    [{ status: 'completed' }, { status: 'completed' }],
    [
      { status: 'lost', webhookId: 'wh_689a5b4c' },
      { status: 'lost', 'webhook-id': 'wh_689a5b4c' },
    ],
  ])('says %j without being read, in its metadata', async (facts, metadata) => {
    await store.putResult('resp_facts', ['{}'], facts);
    expect(await store.resultFacts('resp_facts')).toEqual(facts);
    expect(await headOf(completedKey('resp_facts'))).toMatchObject({
      Metadata: metadata,
      ContentType: 'application/json; charset=utf-8',
    });
  });

  it('is gone once removed, however often', async () => {
    await store.putResult('resp_removed', ['{}'], { status: 'completed' });
    await store.removeResult('resp_removed');
    await store.removeResult('resp_removed');
    expect(await store.readResult('resp_removed')).toBeUndefined();
    expect(await store.resultFacts('resp_removed')).toBeUndefined();
  });

  it('and a record of the same response are two things', async () => {
    await store.putRecord(jobRecord({ id: 'resp_both' }));
    await store.putResult('resp_both', ['{"id":"resp_both"}'], { status: 'completed' });
    await store.removeRecord('resp_both');
    expect(await store.readResult('resp_both')).toEqual({ id: 'resp_both' });
  });

  it('is what settling makes of a record', async () => {
    const job = jobRecord({ id: 'resp_settled' });
    await store.putRecord(job);
    const whole = wholeResponse({ id: 'resp_settled' });
    const settling = { store, openImages: async () => undefined, videos: noVideos, now: () => at(0) };
    await settle(job, { kind: 'ended', whole }, settling);
    expect(await store.readRecord('resp_settled')).toBeUndefined();
    expect(await store.resultFacts('resp_settled')).toEqual({ status: 'completed' });
    expect(await store.readResult('resp_settled')).toMatchObject({
      id: 'resp_settled',
      response: whole.response,
    } satisfies Partial<ArchivedResult>);
  });
});

describe('what was never put', () => {
  it.each(['readRecord', 'readResult', 'resultFacts'] as const)('is undefined to %s', async (read) => {
    expect(await store[read]('resp_never')).toBeUndefined();
  });
});

describe('a listing', () => {
  // More than two pages of 1,000 keys, in all shards.
  const ids = Array.from({ length: 2300 }, (_, index) => `resp_page_${index}`);
  const inShards = (shards: readonly string[]) => ids.filter((id) => shards.includes(shardOf(id))).toSorted();
  const pagesOf = (some: readonly string[]) => some.filter((id) => id.startsWith('resp_page_')).toSorted();

  beforeAll(async () => {
    const queue = [...ids];
    const work = async () => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) await store.putRecord(jobRecord({ id }));
    };
    await Promise.all(Array.from({ length: 16 }, work));
    await put('background/pending/notes.txt', 'Not a record.');
    await put(`background/pending/${shardOf('resp_page_0')}/README`, 'Not a record either.');
    await put('background/pending/00/', '');
  });

  it.each([
    ['all shards', all],
    ['all shards, beginning elsewhere', [...all.slice(77), ...all.slice(0, 77)]],
    ['half of them, more than a page', all.slice(0, 128)],
    ['every other shard', all.filter((_, index) => index % 2 === 0)],
    ['one', ['3f']],
    ['two neighbours with different first digits', ['0f', '10']],
    ['the first and the last', ['00', 'ff']],
  ])('of %s has each of their records once, and no other', async (_name, shards) => {
    expect(pagesOf(await listed(shards))).toEqual(inShards(shards));
  });

  it('has nothing but records', async () => {
    const some = await listed(all);
    expect(some.filter((id) => !/^resp_\w+$/.test(id))).toEqual([]);
    expect(new Set(some).size).toBe(some.length);
  });

  it('goes on over records that go meanwhile', async () => {
    const client = s3Client({ endpoint: s3.url });
    const seen: string[] = [];
    for await (const { id } of store.listPending(all)) {
      seen.push(id);
      if (seen.length % 500 === 0) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: pendingKey(id) }));
    }
    expect(pagesOf(seen)).toEqual(ids.toSorted());
  });

  it('of no shards is empty', async () => {
    expect(await listed([])).toEqual([]);
  });
});
