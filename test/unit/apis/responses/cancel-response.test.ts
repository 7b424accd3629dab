import { afterEach, expect, it, vi } from 'vitest';
import { cancelResponse } from '../../../../lib/apis/responses/cancel-response.ts';
import { archived, type KeptJobs } from '../../../support/kept-jobs.ts';
import { playJson } from '../../../support/upstream.ts';
import { backgroundResponse, jobRecord } from '../../background/jobs.ts';
import { memoryJobStore } from '../../background/memory-job-store.ts';
import { callTo, play, playMissing, useUpstream } from '../../background/polling.ts';

const jobs = vi.hoisted((): KeptJobs => ({ store: undefined }));
vi.mock(import('../../../../lib/background/records/open-job-store.ts'), () => ({
  openJobStore: async () => jobs.store,
}));

const upstream = useUpstream();

afterEach(() => {
  jobs.store = undefined;
});

async function cancel() {
  const context = callTo(upstream().url, { ms: 0 });
  return { answer: await cancelResponse({ id: 'resp_1' }, context), facts: context.recorder.facts() };
}

it('cancels at OpenAI, and answers with what the response is then', async () => {
  play(upstream(), { resp_1: playJson(backgroundResponse({ status: 'cancelled', output: [] })) });
  const { answer, facts } = await cancel();
  expect(upstream().requests.at(-1)).toMatchObject({ method: 'POST', url: '/v1/responses/resp_1/cancel' });
  expect(answer).toMatchObject({
    statusCode: 200,
    headers: { 'x-response-source': 'openai', 'x-openai-request-id': 'req_test' },
    body: { status: 'cancelled', output_text: '' },
  });
  expect(facts.countedElsewhere).toBe(true);
});

it('answers with the archived end of a response that OpenAI no longer has', async () => {
  const store = memoryJobStore();
  await store.putResult('resp_1', [archived(jobRecord())], { status: 'completed' });
  jobs.store = store;
  play(upstream(), { resp_1: playMissing });
  expect((await cancel()).answer).toMatchObject({
    headers: { 'x-response-source': 'archive' },
    body: { id: 'resp_1', status: 'completed' },
  });
});

it.each([
  ['nowhere to be found', undefined, { statusCode: 404, openaiError: { param: 'response_id' } }],
  ['perhaps in an archive that cannot be read', new Error('no S3'), { code: 'background_store_failed' }],
])('fails for a response that is %s', async (_name, fault, error) => {
  jobs.store = memoryJobStore([], () => {
    if (fault) throw fault;
  });
  play(upstream(), { resp_1: playMissing });
  await expect(cancel()).rejects.toMatchObject(error);
});

it('does not look into the archive for a response that cannot be cancelled', async () => {
  const store = memoryJobStore();
  jobs.store = store;
  const message = 'Cannot cancel a synchronous response.';
  play(upstream(), {
    resp_1: playJson({ error: { message, type: 'invalid_request_error', param: null, code: null } }, 400),
  });
  await expect(cancel()).rejects.toMatchObject({ statusCode: 400, code: 'not_a_background_response' });
  expect(store.operations).toEqual([]);
});

it('takes no answer that is no JSON for a cancelled response', async () => {
  play(upstream(), { resp_1: (_request, response) => void response.writeHead(200).end('<html>') });
  await expect(cancel()).rejects.toMatchObject({ code: 'upstream_invalid_response' });
});
