import { describe, expect, it } from 'vitest';
import { rateLimitInfo, retryAfterSeconds, shouldRetry } from '../../../lib/errors/response-headers.ts';

describe('retryAfterSeconds', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT';
  it.each<readonly [string, Record<string, string>, number | undefined]>([
    ['no header', {}, undefined],
    ['seconds', { 'retry-after': '20' }, 20],
    ['a fraction of seconds', { 'retry-after': '1.5' }, 1.5],
    ['zero', { 'retry-after': '0' }, 0],
    ['milliseconds', { 'retry-after-ms': '250' }, 0.25],
    ['milliseconds before seconds', { 'retry-after-ms': '250', 'retry-after': '1' }, 0.25],
    ['seconds where the milliseconds cannot be read', { 'retry-after-ms': 'soon', 'retry-after': '1' }, 1],
    ["a date, counted from the answer's own", { 'retry-after': 'Sun, 22 Nov 2026 12:01:30 GMT', date }, 90],
    ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT', date }, undefined],
    ["the answer's own date", { 'retry-after': date, date }, undefined],
    ['a date without anything to count from', { 'retry-after': 'Sun, 22 Nov 2026 12:01:30 GMT' }, undefined],
    ['a date in the form of RFC 850', { 'retry-after': 'Sunday, 22-Nov-26 12:01:30 GMT', date }, 90],
    ['a date in the form of asctime', { 'retry-after': 'Sun Nov 22 12:01:30 2026', date }, 90],
    ['a date by ISO 8601', { 'retry-after': '2026-11-22T12:01:30Z', date }, 90],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['a negative number beside a date', { 'retry-after': '-3', date }, undefined],
    ['a number with a sign', { 'retry-after': '+5', date }, undefined],
    ['a number with an exponent', { 'retry-after': '1e3', date }, undefined],
    ['two numbers', { 'retry-after': '20, 30', date }, undefined],
    ['negative milliseconds', { 'retry-after-ms': '-250' }, undefined],
    ['seconds beside negative milliseconds', { 'retry-after-ms': '-250', 'retry-after': '2' }, 2],
    ['a wait without end', { 'retry-after': '99999999999999999999999' }, undefined],
    ['milliseconds without end', { 'retry-after-ms': '1'.padEnd(400, '0') }, undefined],
    ['a date in a thousand years', { 'retry-after': 'Sun, 22 Nov 3026 12:00:00 GMT', date }, undefined],
    ['no date at all', { 'retry-after': 'Sun, 99 Foo 2026 12:00:00 GMT', date }, undefined],
    ['words', { 'retry-after': 'soon', date }, undefined],
    ['words of a weekday', { 'retry-after': 'Sunday at 5', date }, undefined],
    ['an empty value', { 'retry-after': ' ', date }, undefined],
  ])('reads %s', (_name, headers, seconds) => {
    expect(retryAfterSeconds(headers)).toBe(seconds);
  });

  it.each([
    ['missing', undefined],
    ['unreadable', 'yesterday'],
  ])('counts a date from the own clock where the `date` header is %s', (_name, header) => {
    const headers = { 'retry-after': 'Sun, 22 Nov 2026 12:01:30 GMT', ...(header && { date: header }) };
    expect(retryAfterSeconds(headers, new Date(date))).toBe(90);
    expect(retryAfterSeconds(headers, new Date('2026-11-22T12:02:00Z'))).toBeUndefined();
  });
});

describe('rateLimitInfo', () => {
  it('reads all x-ratelimit headers and no others', () => {
    const headers = {
      'content-type': 'application/json',
      'x-ratelimit-limit-requests': '3500',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '6m0s',
      'x-ratelimit-limit-tokens': '200000',
      'x-ratelimit-remaining-tokens': '199000',
      'x-ratelimit-reset-tokens': '0',
      'x-ratelimit-limit-project-tokens': '1000',
      'x-ratelimit-tier': 'usage-tier-2',
    };
    expect(rateLimitInfo(headers)).toEqual({
      limit_requests: 3500,
      remaining_requests: 0,
      reset_requests: '6m0s',
      limit_tokens: 200000,
      remaining_tokens: 199000,
      reset_tokens: '0',
      limit_project_tokens: 1000,
      tier: 'usage-tier-2',
    });
  });

  it.each([{}, { 'x-ratelimit-limit-requests': 'many' }])('is undefined where nothing can be read: %o', (headers) => {
    expect(rateLimitInfo(headers)).toBeUndefined();
  });
});

describe('shouldRetry', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['perhaps', undefined],
  ] as const)('reads %s', (value, answer) => {
    expect(shouldRetry({ 'x-should-retry': value })).toBe(answer);
  });
});
