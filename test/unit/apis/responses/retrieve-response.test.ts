import { afterEach, describe, expect, it, vi } from 'vitest';
import { retrieveResponse } from '../../../../lib/apis/responses/retrieve-response.ts';
import type { RetrieveResponseRequest } from '../../../../lib/apis/responses/schemas/retrieve-response-request.ts';
import { archived, type KeptJobs } from '../../../support/kept-jobs.ts';
import { playJson } from '../../../support/upstream.ts';
import { backgroundResponse, jobRecord } from '../../background/jobs.ts';
import { memoryJobStore } from '../../background/memory-job-store.ts';
import { callTo, play, playMissing, playRunning, useUpstream } from '../../background/polling.ts';

const jobs = vi.hoisted((): KeptJobs => ({ store: undefined }));
vi.mock(import('../../../../lib/background/records/open-job-store.ts'), () => ({
  openJobStore: async () => jobs.store,
}));

const upstream = useUpstream();

afterEach(() => {
  jobs.store = undefined;
});

/** The answer for resp_1, its body read, and what the recorder was told. */
async function retrieve(query: Omit<RetrieveResponseRequest, 'id'> = {}) {
  const context = callTo(upstream().url, { ms: 0 });
  const answer = await retrieveResponse({ id: 'resp_1', ...query }, context);
  const written: string[] = [];
  if ('stream' in answer) {
    await answer.stream({
      write: (bytes) => written.push(Buffer.from(bytes as string, 'latin1').toString()) > 0,
      drained: async () => undefined,
    });
  }
  const body = 'body' in answer ? answer.body : JSON.parse(written.join(''));
  return { answer, body: body as Record<string, unknown>, facts: context.recorder.facts() };
}

/** Puts a result of resp_1 into the archive. */
async function archive(changes: Readonly<Record<string, unknown>> = {}) {
  const store = memoryJobStore();
  await store.putResult('resp_1', [archived(jobRecord(), changes)], { status: 'completed' });
  jobs.store = store;
}

const unreadable = () =>
  memoryJobStore([], () => {
    throw new Error('no S3');
  });

describe('a response that OpenAI has', () => {
  it('is answered with its text, and its cost is another request to count', async () => {
    play(upstream(), { resp_1: playJson(backgroundResponse()) });
    const { answer, body, facts } = await retrieve();
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'x-response-source': 'openai', 'cache-control': 'no-store' },
    });
    expect(body).toMatchObject({ id: 'resp_1', output_text: 'Once upon a time in a café.', output_tool_calls: [] });
    expect(facts).toMatchObject({ countedElsewhere: true, responseModel: 'gpt-6.1-terra' });
  });

  it('is answered where the archive cannot be read', async () => {
    jobs.store = unreadable();
    play(upstream(), { resp_1: playJson(backgroundResponse()) });
    expect((await retrieve()).body).toMatchObject({ id: 'resp_1' });
  });
});

describe('a response of the archive', () => {
  it('is answered without asking OpenAI', async () => {
    await archive();
    const asked = upstream().requests.length;
    const { answer, facts } = await retrieve();
    expect(answer.headers).toMatchObject({ 'x-response-source': 'archive', 'x-estimated-cost-usd': '0.5' });
    expect(facts).toMatchObject({ countedElsewhere: true, costEstimate: 0.5 });
    expect(upstream().requests).toHaveLength(asked);
  });

  it('says what of the wanted parts it was not made with', async () => {
    await archive({ include: ['file_search_call.results'] });
    const { answer } = await retrieve({ include: ['file_search_call.results', 'reasoning.encrypted_content'] });
    expect(answer.headers).toMatchObject({
      'x-request-warnings': 'the archived result does not include reasoning.encrypted_content',
    });
  });

  const expired = { status: 'expired', error: { code: 'x', message: 'm', hint: 'h' }, response: { id: 'resp_1' } };

  it.each([
    ['runs', playRunning()],
    ['is gone', playMissing],
  ])('that has expired says so as long as it %s at OpenAI', async (_name, handler) => {
    await archive(expired);
    play(upstream(), { resp_1: handler });
    expect((await retrieve()).body).toMatchObject({ status: 'expired', error: { code: 'x' } });
  });

  it('that has expired gives way to what OpenAI has by now', async () => {
    await archive(expired);
    play(upstream(), { resp_1: playJson(backgroundResponse()) });
    expect((await retrieve()).body).toMatchObject({ status: 'completed' });
  });
});

describe('a response that nobody has', () => {
  it("is OpenAI's 404", async () => {
    jobs.store = memoryJobStore();
    play(upstream(), { resp_1: playMissing });
    await expect(retrieve()).rejects.toMatchObject({ statusCode: 404, openaiError: { param: 'response_id' } });
  });

  it('may be in an archive that cannot be read, and that is said', async () => {
    jobs.store = unreadable();
    play(upstream(), { resp_1: playMissing });
    await expect(retrieve()).rejects.toMatchObject({ code: 'background_store_failed' });
  });
});

it('lets no archive hide why OpenAI refuses', async () => {
  await archive({ status: 'lost', response: { id: 'resp_1' } });
  play(upstream(), { resp_1: playJson({ error: { message: 'Bad key', type: 'invalid_request_error' } }, 401) });
  await expect(retrieve()).rejects.toMatchObject({ statusCode: 401 });
});
