import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RateInput, takeFromBuckets } from '../../../lib/budget/rate-bucket.ts';
import { startTestTable, type TestTable } from '../../support/test-table.ts';

const START = Date.parse('2026-11-29T12:00:00Z');
let world: TestTable;
let principals = 0;

beforeAll(async () => {
  world = await startTestTable();
});
afterAll(() => world.close());

function asker(limits: RateInput['limits']) {
  principals += 1;
  const principal = `bearer:r${principals}`;
  return (now: number, tokens = 0) => takeFromBuckets(world.table, { principal, limits, tokens, now });
}

describe('token buckets', () => {
  it('ask for nothing where nothing is limited', async () => {
    expect(await asker({})(START)).toEqual({});
  });

  it('let a minute of requests through at once, and then one for each that has flowed back', async () => {
    const ask = asker({ requests_per_minute: 6 });
    for (let request = 0; request < 6; request += 1) await ask(START);
    await expect(ask(START)).rejects.toMatchObject({
      code: 'too_many_requests',
      statusCode: 429,
      retryAfterSeconds: 10,
    });
    await expect(ask(START + 9_999)).rejects.toMatchObject({ code: 'too_many_requests' });
    await ask(START + 10_000);
    await expect(ask(START + 10_000)).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  it('tell how much is left', async () => {
    const ask = asker({ requests_per_minute: 6, tokens_per_minute: 1000 });
    expect(await ask(START, 250)).toEqual({
      'x-ratelimit-limit-requests': '6',
      'x-ratelimit-remaining-requests': '5',
      'x-ratelimit-reset-requests': '10000ms',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '750',
      'x-ratelimit-reset-tokens': '15000ms',
    });
  });

  it('count tokens beside requests, and take neither where one is lacking', async () => {
    const ask = asker({ requests_per_minute: 2, tokens_per_minute: 1000 });
    await ask(START, 900);
    await expect(ask(START, 200)).rejects.toMatchObject({
      code: 'too_many_requests',
      message: expect.stringContaining('1000 tokens a minute'),
      headers: { 'x-ratelimit-remaining-tokens': '0' },
    });
    expect(await ask(START, 100)).toMatchObject({ 'x-ratelimit-remaining-requests': '0' });
  });

  it('let a request of more tokens than a minute has take the whole minute', async () => {
    const ask = asker({ tokens_per_minute: 1000 });
    await ask(START, 5000);
    await expect(ask(START + 59_000, 1000)).rejects.toMatchObject({ code: 'too_many_requests' });
    await ask(START + 60_000, 1000);
  });

  it('let of 100 at once as many through as they hold', async () => {
    const ask = asker({ requests_per_minute: 30 });
    const answers = await Promise.allSettled(Array.from({ length: 100 }, () => ask(START)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
  });
});
