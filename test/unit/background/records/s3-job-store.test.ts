import type { IncomingMessage } from 'node:http';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobStore } from '../../../../lib/background/records/job-store.ts';
import { s3JobStore } from '../../../../lib/background/records/s3-job-store.ts';
import { type FakeS3, refuse, type S3Script, startFakeS3 } from '../../../support/fake-s3.ts';
import { s3Variables } from '../../../support/image-to-store.ts';
import { jobRecord } from '../jobs.ts';

let s3: FakeS3 | undefined;

beforeAll(() => {
  for (const [name, value] of Object.entries(s3Variables)) vi.stubEnv(name, value);
});
afterEach(async () => {
  await s3?.close();
  s3 = undefined;
});

/** The store over an S3 that answers so. */
async function storeOver(script: S3Script): Promise<JobStore> {
  s3 = await startFakeS3(script);
  return s3JobStore({ bucket: 'jobs', endpoint: s3.url });
}

async function listAll(store: JobStore, shards = ['7a']): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.listPending(shards)) ids.push(id);
  return ids;
}

const operations: readonly (readonly [string, (store: JobStore) => Promise<unknown>])[] = [
  ['putRecord', (store) => store.putRecord(jobRecord())],
  ['putRecord in place of another', (store) => store.putRecord(jobRecord(), '"1"')],
  ['listPending', (store) => listAll(store)],
  ['readRecord', (store) => store.readRecord('resp_1')],
  ['hasRecord', (store) => store.hasRecord('resp_1')],
  ['removeRecord', (store) => store.removeRecord('resp_1')],
  ['putResult', (store) => store.putResult('resp_1', ['{}'], { status: 'completed' })],
  ['putResult unless there is one', (store) => store.putResult('resp_1', ['{}'], { status: 'lost' }, true)],
  ['readResult', (store) => store.readResult('resp_1')],
  ['resultFacts', (store) => store.resultFacts('resp_1')],
  ['removeResult', (store) => store.removeResult('resp_1')],
];

describe.each(operations)('%s', (_name, operate) => {
  it('tells of an S3 that is down, and what to check', async () => {
    const store = await storeOver(refuse(500, 'InternalError'));
    await s3?.close();
    await expect(operate(store)).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'background_store_failed',
      statusCode: 502,
      retryable: true,
      message: 'S3 cannot be reached.',
      hint: expect.stringContaining('S3_ENDPOINT'),
      cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
    });
  });

  it('tells of an S3 that denies it', async () => {
    await expect(operate(await storeOver(refuse(403, 'AccessDenied')))).rejects.toMatchObject({
      code: 'background_store_denied',
      statusCode: 500,
      retryable: false,
      hint: expect.stringContaining("function's role"),
    });
  });
});

describe.each(operations.filter(([name]) => name !== 'resultFacts' && name !== 'hasRecord'))('%s', (_name, operate) => {
  // A HEAD has no body to say so in.
  it('tells of a bucket that is not there', async () => {
    await expect(operate(await storeOver(refuse(404, 'NoSuchBucket')))).rejects.toMatchObject({
      code: 'background_store_missing',
      hint: expect.stringContaining('STORAGE_BUCKET'),
    });
  });
});

/** Remembers the requests, and answers them with success. */
function recording() {
  const heads: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  const script: S3Script = ({ method = '', url = '', headers }, response) => {
    heads.push({ method, url, headers });
    response.writeHead(200, { etag: '"2"' }).end();
  };
  return { heads, script };
}

describe('what S3 is asked to check', () => {
  it.each<[string, (store: JobStore) => Promise<unknown>, Record<string, string | undefined>]>([
    ['nothing of a new record', (store) => store.putRecord(jobRecord()), {}],
    ['that a record is the one that was read', (store) => store.putRecord(jobRecord(), '"1"'), { 'if-match': '"1"' }],
    ['nothing of a result', (store) => store.putResult('resp_1', ['{}'], { status: 'completed' }), {}],
    [
      'that nothing is there already',
      (store) => store.putResult('resp_1', ['{}'], { status: 'lost' }, true),
      { 'if-none-match': '*' },
    ],
  ])('is %s', async (_name, operate, conditions) => {
    const { heads, script } = recording();
    await operate(await storeOver(script));
    const [head] = heads;
    const { 'if-match': match, 'if-none-match': noneMatch } = head?.headers ?? {};
    expect({ 'if-match': match, 'if-none-match': noneMatch }).toEqual({
      'if-match': undefined,
      'if-none-match': undefined,
      ...conditions,
    });
    expect(heads).toHaveLength(1);
  });

  it.each<[string, number, string]>([
    ['does not hold', 412, 'PreconditionFailed'],
    ['is raced for', 409, 'ConditionalRequestConflict'],
    ['is of a record that is gone', 404, 'NoSuchKey'],
  ])('and %s leaves nothing to do', async (_name, status, code) => {
    const store = await storeOver(refuse(status, code));
    await expect(store.putRecord(jobRecord(), '"1"')).resolves.toBeUndefined();
    await expect(store.putResult('resp_1', ['{}'], { status: 'lost' }, true)).resolves.toBeUndefined();
  });

  it('and was not asked to is a failure', async () => {
    const store = await storeOver(refuse(412, 'PreconditionFailed'));
    await expect(store.putRecord(jobRecord())).rejects.toMatchObject({ code: 'background_store_failed' });
  });
});

describe('what is put', () => {
  it.each<[string, string, (store: JobStore) => Promise<unknown>]>([
    ['a record', 'pending/7a/resp_1', (store) => store.putRecord(jobRecord())],
    ['a result', 'completed/resp_1', (store) => store.putResult('resp_1', ['{}'], { status: 'completed' })],
  ])('as %s is JSON at background/%s.json, in one request', async (_name, key, operate) => {
    const { heads, script } = recording();
    await operate(await storeOver(script));
    expect(heads).toHaveLength(1);
    expect(heads[0]).toMatchObject({
      method: 'PUT',
      url: expect.stringMatching(new RegExp(`^/jobs/background/${key}\\.json(?:\\?|$)`)),
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
  });
});

describe('a listing', () => {
  /** Answers pages in turn, each with these keys and a token for the next. */
  function pages(...keysOfPages: readonly (readonly string[])[]) {
    const queries: URLSearchParams[] = [];
    const script: S3Script = ({ url = '' }, response) => {
      queries.push(new URL(url, 'http://s3').searchParams);
      const keys = keysOfPages[queries.length - 1] ?? [];
      const contents = keys.map((key) => `<Contents><Key>${key}</Key><ETag>&quot;1&quot;</ETag></Contents>`).join('');
      const more = queries.length < keysOfPages.length;
      const next = more ? `<NextContinuationToken>token ${queries.length}</NextContinuationToken>` : '';
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents}${next}</ListBucketResult>`);
    };
    return { queries, script };
  }

  const key = (shard: string, id: string) => `background/pending/${shard}/${id}.json`;

  it('asks for the keys after its first shard, and goes on by the token', async () => {
    const { queries, script } = pages([key('7a', 'resp_1')], [key('7b', 'resp_2')]);
    expect(await listAll(await storeOver(script), ['7a', '7b'])).toEqual(['resp_1', 'resp_2']);
    expect(
      queries.map((query) => [query.get('prefix'), query.get('start-after'), query.get('continuation-token')]),
    ).toEqual([
      ['background/pending/7', 'background/pending/7a', null],
      ['background/pending/7', null, 'token 1'],
    ]);
  });

  it('asks for no page that lies after its last shard', async () => {
    const { queries, script } = pages([key('7a', 'resp_1'), key('7b', 'resp_2')], [key('7c', 'resp_3')]);
    expect(await listAll(await storeOver(script), ['7a'])).toEqual(['resp_1']);
    expect(queries).toHaveLength(1);
  });

  it('goes on after a page on which there was nothing', async () => {
    const { script } = pages([], [key('7a', 'resp_1')]);
    expect(await listAll(await storeOver(script))).toEqual(['resp_1']);
  });

  it('asks for the next page only when it is wanted', async () => {
    const { queries, script } = pages([key('7a', 'resp_1')], [key('7a', 'resp_2')]);
    for await (const _ of (await storeOver(script)).listPending(['7a'])) break;
    expect(queries).toHaveLength(1);
  });
});

describe('a result that S3 has only half of', () => {
  it('is a failure of the store', async () => {
    const store = await storeOver((_request, response) => void response.writeHead(200).end('{"id":"resp_1","sta'));
    await expect(store.readResult('resp_1')).rejects.toMatchObject({ code: 'background_store_failed' });
  });
});
