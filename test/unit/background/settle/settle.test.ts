import { describe, expect, it } from 'vitest';
import { settle } from '../../../../lib/background/settle/settle.ts';
import type { Ending } from '../../../../lib/background/settle/settling.ts';
import { errorCatalogue } from '../../../../lib/errors/catalogue.ts';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import { pricingVersion } from '../../../../lib/usage/cost.ts';
import { at, backgroundResponse, jobRecord, wholeResponse } from '../jobs.ts';
import { settleRun } from '../settling.ts';

const ended = (changes = {}): Ending => ({ kind: 'ended', whole: wholeResponse(changes) });
const textOffsets = { last_sequence: 9, parts: [] };

describe('a response that has ended', () => {
  it('becomes a result with its usage and cost, and its record goes', async () => {
    const { store, settling } = settleRun();
    const job = jobRecord({ attempts: 3, delivery: 'both' });
    expect(await settle(job, { kind: 'ended', whole: wholeResponse(), textOffsets }, settling)).toBe('completed');
    expect(store.results.get('resp_1')).toEqual({
      facts: { status: 'completed' },
      result: {
        id: 'resp_1',
        status: 'completed',
        endpoint: 'create-text',
        model: 'gpt-6.1-terra',
        created_at: at(0).toISOString(),
        settled_at: at(60_000).toISOString(),
        attempts: 4,
        include: jobRecord().include,
        delivery: 'both',
        usage: backgroundResponse().usage,
        // 1,000 tokens in at $1 and 100 out at $5 a million.
        cost_estimate: 0.0015,
        pricing_version: pricingVersion,
        images: [],
        text_offsets: textOffsets,
        response: backgroundResponse(),
      },
    });
    expect(store.records.size).toBe(0);
  });

  it('within a window of hours costs what nobody has published', async () => {
    const { store, settling } = settleRun();
    await settle(jobRecord({ completion_window: '8h' }), ended(), settling);
    expect(store.results.get('resp_1')?.result).toMatchObject({
      cost_estimate: null,
      usage: backgroundResponse().usage,
    });
  });

  it('has its result written before its record goes', async () => {
    const { store, settling } = settleRun();
    await settle(jobRecord(), ended(), settling);
    const writes = store.operations.filter((operation) => /^(?:put|remove)/.test(operation));
    expect(writes).toEqual(['putResult resp_1', 'removeRecord resp_1']);
  });

  it('is not archived where its record is gone meanwhile', async () => {
    const { store, settling } = settleRun({ records: [] });
    expect(await settle(jobRecord(), ended(), { ...settling, isRecorded: true })).toBeUndefined();
    expect(store.operations).toEqual(['hasRecord resp_1']);
  });

  it.each(['completed', 'incomplete', 'failed', 'cancelled'])('as %s is archived as that', async (status) => {
    const { store, settling } = settleRun();
    expect(await settle(jobRecord(), ended({ status }), settling)).toBe(status);
    expect(store.results.get('resp_1')).toMatchObject({
      facts: { status },
      result: { status, response: { status } },
    });
    expect(store.results.get('resp_1')?.result).not.toHaveProperty('error');
  });

  it.each([null, undefined])('has null for what OpenAI did not tell: %s', async (usage) => {
    const { store, settling } = settleRun();
    await settle(jobRecord(), ended({ usage }), settling);
    expect(store.results.get('resp_1')?.result).toMatchObject({ usage: null, cost_estimate: null });
    expect(store.results.get('resp_1')?.result).not.toHaveProperty('text_offsets');
  });

  it('has the model of its record where it names none', async () => {
    const { store, settling } = settleRun();
    await settle(jobRecord({ model: 'gpt-asked' }), ended({ model: undefined }), settling);
    expect(store.results.get('resp_1')?.result.model).toBe('gpt-asked');
  });

  it('says which delivery told of it, beside the result and in it', async () => {
    const { store, settling } = settleRun();
    await settle(jobRecord(), ended(), { ...settling, webhookId: 'wh_1' });
    expect(store.results.get('resp_1')).toMatchObject({
      facts: { status: 'completed', webhookId: 'wh_1' },
      result: { webhook_id: 'wh_1' },
    });
  });

  it('keeps its record where the result is not taken', async () => {
    const failure = new ServiceError('background_store_failed');
    const { store, settling } = settleRun({
      before: (write) => {
        if (write === 'result') throw failure;
      },
    });
    await expect(settle(jobRecord(), ended(), settling)).rejects.toBe(failure);
    expect(store.records.size).toBe(1);
  });
});

describe('a response that', () => {
  const endings: readonly (readonly [string, Ending, 'lost' | 'expired', unknown])[] = [
    ['OpenAI has lost', { kind: 'lost' }, 'lost', []],
    ['never ended, and could not be asked for', { kind: 'expired' }, 'expired', []],
    [
      'never ended',
      { kind: 'expired', whole: wholeResponse({ status: 'in_progress' }) },
      'expired',
      backgroundResponse().output,
    ],
  ];

  it.each(endings)('%s is archived as such, with what to do', async (_name, ending, status, output) => {
    const { store, settling } = settleRun();
    expect(await settle(jobRecord({ attempts: 200 }), ending, settling)).toBe(status);
    const { message, hint } = errorCatalogue[`response_${status}`];
    expect(store.results.get('resp_1')).toMatchObject({
      facts: { status },
      result: {
        id: 'resp_1',
        status,
        endpoint: 'create-text',
        model: 'gpt-6.1-terra',
        attempts: 201,
        error: { code: `response_${status}`, message, hint },
        response: { id: 'resp_1', object: 'response', model: 'gpt-6.1-terra', output },
      },
    });
    expect(store.records.size).toBe(0);
  });
});
