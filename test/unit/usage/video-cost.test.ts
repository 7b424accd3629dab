import { describe, expect, it } from 'vitest';
import { worstCase } from '../../../lib/budget/worst-case.ts';
import { estimateResponseCost } from '../../../lib/usage/cost.ts';
import { videoCost } from '../../../lib/usage/video-cost.ts';

const small = { model: 'sora-2', seconds: '4', size: '720x1280' };
const at = new Date('2026-11-30T12:00:00Z');

describe('the cost of a video', () => {
  it.each([
    [{}, 0.4],
    [{ seconds: '12', size: '1280x720' }, 1.2],
    [{ model: 'sora-2-2025-12-08' }, 0.4],
    [{ model: 'sora-2-pro' }, 1.2],
    [{ model: 'sora-2-pro', size: '1024x1792', seconds: '8' }, 4],
    [{ model: 'sora-2-pro-2025-10-06', size: '1792x1024' }, 2],
    [{ seconds: '12', billed_seconds: '8' }, 0.8],
    [{ size: '1024x1792' }, null],
    [{ size: '1344x768' }, null],
    [{ model: 'veo-3' }, null],
    [{ model: 'constructor' }, null],
    [{ seconds: 'long' }, null],
    [{ seconds: undefined }, null],
    [{ status: 'failed' }, null],
  ])('of %j is %j', (changes, cost) => {
    expect(videoCost({ ...small, ...changes })).toBe(cost);
  });

  it('is that of OpenAI’s object', () => {
    expect(estimateResponseCost({ object: 'video', status: 'completed', ...small }, at)).toBe(0.4);
  });
});

describe('the most that a video costs', () => {
  it.each([
    ['where nothing is named', { prompt: 'A fox' }, 0.4],
    ['by its seconds and size', { model: 'sora-2-pro', seconds: '12', size: '1792x1024' }, 6],
    ['of a model that nobody knows', { model: 'veo-3' }, null],
  ])('is %s known beforehand', (_name, body, usd) => {
    expect(worstCase(body, { at, kind: 'videos' })).toMatchObject({ usd, why: expect.stringMatching(/.{8}/) });
  });

  it('of one that changes another is not known', () => {
    expect(worstCase({ prompt: 'A fox' }, { at, kind: 'video-changes' }).usd).toBeNull();
  });
});
