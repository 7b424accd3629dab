import { afterEach, describe, expect, it, vi } from 'vitest';
import { receiveWebhook } from '../../../../lib/apis/webhooks/receive-webhook.ts';
import { archived, type KeptJobs } from '../../../support/kept-jobs.ts';
import { playJson } from '../../../support/upstream.ts';
import { type Delivery, newSecret, signed, webhookEvent } from '../../../support/webhook-delivery.ts';
import { backgroundResponse, jobRecord } from '../../background/jobs.ts';
import { type MemoryJobStore, memoryJobStore } from '../../background/memory-job-store.ts';
import { callTo, play, playMissing, playRunning, useUpstream } from '../../background/polling.ts';

const jobs = vi.hoisted((): KeptJobs => ({ store: undefined }));
vi.mock(import('../../../../lib/background/records/open-job-store.ts'), () => ({
  openJobStore: async () => jobs.store,
}));
vi.mock(import('../../../../lib/storage/images/open-image-store.ts'), () => ({
  openImageStore: async () => undefined,
}));

const upstream = useUpstream();
const secret = newSecret();

afterEach(() => {
  jobs.store = undefined;
});

/** Hands a delivery to the service. */
async function receive(delivery: Delivery) {
  const context = callTo(upstream().url, { ms: 0 });
  const environment = { ...context.environment, webhookSecret: secret };
  const answer = await receiveWebhook(delivery, { ...context, environment });
  return { answer, facts: context.recorder.facts() };
}

const ended = signed(webhookEvent('response.completed', { id: 'resp_1' }), secret, { id: 'wh_end' });

/** A store that has a record of resp_1. */
function hold(): MemoryJobStore {
  const store = memoryJobStore([jobRecord()]);
  jobs.store = store;
  return store;
}

const answers = (result: string) => ({ statusCode: 200, body: { received: true, result } });

describe('a delivery that OpenAI has signed', () => {
  it('settles the response that has ended: a result in place of its record', async () => {
    const store = hold();
    play(upstream(), { resp_1: playJson(backgroundResponse()) });
    const { answer, facts } = await receive(ended);
    expect(answer).toEqual(answers('settled'));
    expect(facts.request).toMatchObject({ type: 'response.completed' });
    expect(store.records.size).toBe(0);
    expect(store.results.get('resp_1')?.result).toMatchObject({ status: 'completed', webhook_id: 'wh_end' });
  });

  it('is a duplicate where the response is settled, and its record goes if it is there still', async () => {
    const store = hold();
    await store.putResult('resp_1', [archived(jobRecord())], { status: 'completed' });
    const asked = upstream().requests.length;
    expect((await receive(ended)).answer).toEqual(answers('duplicate'));
    expect(store.records.size).toBe(0);
    expect(upstream().requests).toHaveLength(asked);
  });

  it('settles a response that has no record', async () => {
    const store = memoryJobStore();
    jobs.store = store;
    play(upstream(), { resp_1: playJson(backgroundResponse()) });
    expect((await receive(ended)).answer).toEqual(answers('settled'));
    expect(store.results.get('resp_1')?.result).toMatchObject({ endpoint: null, status: 'completed' });
  });

  it('is accepted for a response that is gone and was never recorded', async () => {
    const store = memoryJobStore();
    jobs.store = store;
    play(upstream(), { resp_1: playMissing });
    expect((await receive(ended)).answer).toEqual(answers('accepted'));
    expect(store.results.size).toBe(0);
  });

  it('fails while the response runs on, so that it is delivered again', async () => {
    const store = hold();
    play(upstream(), { resp_1: playRunning() });
    await expect(receive(ended)).rejects.toMatchObject({ code: 'conflict', statusCode: 409 });
    expect([store.records.size, store.results.size]).toEqual([1, 0]);
  });

  it('fails where the response cannot be had, and keeps its record', async () => {
    const store = hold();
    play(upstream(), { resp_1: playJson({ error: { message: 'Busy', type: 'server_error' } }, 503) });
    await expect(receive(ended)).rejects.toMatchObject({ statusCode: 503 });
    expect(store.records.size).toBe(1);
  });

  it.each([
    ['of another kind', 'batch.completed', { id: 'batch_1' }],
    ['of a kind that is new', 'response.dreamt', { id: 'resp_1' }],
    ['that names nothing', 'response.completed', {}],
  ])('%s is accepted, and touches nothing', async (_name, type, data) => {
    const store = hold();
    expect((await receive(signed(webhookEvent(type, data), secret))).answer).toEqual(answers('accepted'));
    expect(store.operations).toEqual([]);
  });

  it('is accepted where nothing is kept', async () => {
    expect((await receive(ended)).answer).toEqual(answers('accepted'));
  });

  it.each([
    ['no JSON', '{', 'invalid_json'],
    ['no event', '{"data":{"id":"resp_1"}}', 'validation_failed'],
  ])('is refused where it is %s', async (_name, body, code) => {
    await expect(receive(signed(body, secret))).rejects.toMatchObject({ code });
  });
});

describe('a delivery that OpenAI has not signed', () => {
  it.each([
    ['with another secret', signed(ended.body, newSecret())],
    ['so', { ...ended, body: `${ended.body} ` }],
    ['at all', { body: ended.body, headers: {} }],
    ['just now', signed(ended.body, secret, { timestamp: 1 })],
  ])('%s settles nothing, and its body is not told to the log', async (_name, delivery) => {
    const store = hold();
    const context = callTo(upstream().url, { ms: 0 });
    const environment = { ...context.environment, webhookSecret: secret };
    await expect(receiveWebhook(delivery, { ...context, environment })).rejects.toMatchObject({
      code: 'webhook_rejected',
    });
    expect(store.operations).toEqual([]);
    expect(context.recorder.facts()).not.toHaveProperty('request');
  });
});
