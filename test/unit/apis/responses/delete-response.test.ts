import { afterEach, describe, expect, it, vi } from 'vitest';
import { deleteResponse } from '../../../../lib/apis/responses/delete-response.ts';
import { archived, type KeptJobs } from '../../../support/kept-jobs.ts';
import { playJson } from '../../../support/upstream.ts';
import { jobRecord } from '../../background/jobs.ts';
import { type MemoryJobStore, memoryJobStore } from '../../background/memory-job-store.ts';
import { callTo, play, playMissing, useUpstream } from '../../background/polling.ts';

const jobs = vi.hoisted((): KeptJobs => ({ store: undefined }));
vi.mock(import('../../../../lib/background/records/open-job-store.ts'), () => ({
  openJobStore: async () => jobs.store,
}));

const upstream = useUpstream();

afterEach(() => {
  jobs.store = undefined;
});

const playDeleted = playJson({ id: 'resp_1', object: 'response', deleted: true });

const remove = (images = false) => deleteResponse({ id: 'resp_1', images }, callTo(upstream().url, { ms: 0 }));

/** A store that has a record of resp_1, a result of it, or both. */
async function holding(...what: readonly ('record' | 'result')[]): Promise<MemoryJobStore> {
  const store = memoryJobStore(what.includes('record') ? [jobRecord()] : []);
  if (what.includes('result')) {
    await store.putResult('resp_1', [archived(jobRecord())], { status: 'completed' });
  }
  jobs.store = store;
  return store;
}

const gone = { statusCode: 200, body: { id: 'resp_1', object: 'response', deleted: true } };

describe('a response that OpenAI deletes', () => {
  it('is gone without a store', async () => {
    play(upstream(), { resp_1: playDeleted });
    expect(await remove()).toMatchObject(gone);
    expect(upstream().requests.at(-1)).toMatchObject({ method: 'DELETE', url: '/v1/responses/resp_1' });
  });

  it('is gone from the store as well, the record before the result', async () => {
    const store = await holding('record', 'result');
    play(upstream(), { resp_1: playDeleted });
    expect(await remove()).toMatchObject(gone);
    expect([store.records.size, store.results.size]).toEqual([0, 0]);
    const removals = store.operations.filter((operation) => operation.startsWith('remove'));
    // Once more at the end: a poll may have settled the record in between.
    expect(removals).toEqual(['removeRecord resp_1', 'removeResult resp_1', 'removeResult resp_1']);
  });

  it('is not told to be gone where the store fails', async () => {
    jobs.store = memoryJobStore([jobRecord()], (operation) => {
      if (operation === 'removeRecord') throw new Error('no S3');
    });
    play(upstream(), { resp_1: playDeleted });
    await expect(remove()).rejects.toThrow('no S3');
  });
});

describe('a response that OpenAI does not have', () => {
  it.each([['record'], ['result']] as const)('is deleted where the store has a %s of it', async (what) => {
    const store = await holding(what);
    play(upstream(), { resp_1: playMissing });
    expect(await remove()).toMatchObject(gone);
    expect([store.records.size, store.results.size]).toEqual([0, 0]);
  });

  it.each([false, true])('and the store neither is a 404, images wanted or not (%s)', async (images) => {
    await holding();
    play(upstream(), { resp_1: playMissing });
    await expect(remove(images)).rejects.toMatchObject({ statusCode: 404, openaiError: { param: 'response_id' } });
  });
});

it('touches nothing of the store where OpenAI refuses', async () => {
  const store = await holding('record', 'result');
  const before = store.operations.length;
  play(upstream(), { resp_1: playJson({ error: { message: 'Bad key', type: 'invalid_request_error' } }, 401) });
  await expect(remove()).rejects.toMatchObject({ statusCode: 401 });
  expect(store.operations).toHaveLength(before);
});
