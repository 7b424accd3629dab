import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presignedUrl } from '../../../lib/storage/presigned-url.ts';
import { LONGEST_SESSION_SECONDS, sessionEnd } from '../../../lib/storage/session-end.ts';

const HOUR_MS = 3_600_000;
const started = Date.parse('2026-11-22T00:00:00Z');
const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

describe('credentials', () => {
  it.each([
    ['of a user do not end', {}, Number.POSITIVE_INFINITY],
    ['that say when they end', { sessionToken: 't', expiration: new Date(started + HOUR_MS) }, started + HOUR_MS],
    ['of a session that does not say it end with the longest one', { sessionToken: 't' }, started + 11.75 * HOUR_MS],
  ])('%s', (_, credentials, end) => {
    expect(sessionEnd(credentials, started)).toBe(end);
  });
});

describe('the URL of an image', () => {
  const image = { bucket: 'images-test', key: 'images/2026/11/22/resp_1/ig_1.png', contentType: 'image/png' };

  /** Signs as a process of that age does. */
  async function sign(session: object, ttlSeconds: number, ageMs: number) {
    const client = new S3Client({ region: 'us-east-1', credentials: { ...keys, ...session } });
    const now = new Date(started + ageMs);
    const { url, expiresAt } = await presignedUrl(client, { ...image, ttlSeconds, now }, started);
    return { seconds: Number(new URL(url).searchParams.get('X-Amz-Expires')), end: Date.parse(expiresAt) };
  }

  it.each([
    ['a user’s keys sign for as long as asked', {}, 604_800, 0, 604_800],
    ['a session signs for as long as asked while it lasts', { sessionToken: 't' }, 3600, HOUR_MS, 3600],
    ['an old session signs for what is left of it', { sessionToken: 't' }, 3600, 11.5 * HOUR_MS, 900],
    ['a session that is over signs for a second', { sessionToken: 't' }, 3600, 13 * HOUR_MS, 1],
  ])('%s', async (_, session, ttlSeconds, ageMs, seconds) => {
    expect(await sign(session, ttlSeconds, ageMs)).toEqual({ seconds, end: started + ageMs + seconds * 1000 });
  });

  it('never works for longer than the session, and says so itself', async () => {
    const age = fc.integer({ min: 0, max: 11 * HOUR_MS });
    const ttl = fc.integer({ min: 1, max: 604_800 });
    const left = fc.option(fc.integer({ min: 2000, max: 12 * HOUR_MS }));
    await fc.assert(
      fc.asyncProperty(age, ttl, left, async (ageMs, ttlSeconds, leftMs) => {
        const expiration = leftMs === null ? undefined : new Date(started + ageMs + leftMs);
        const { seconds, end } = await sign({ sessionToken: 't', expiration }, ttlSeconds, ageMs);
        expect(seconds).toBeLessThanOrEqual(ttlSeconds);
        expect(end).toBeLessThanOrEqual(expiration?.getTime() ?? started + LONGEST_SESSION_SECONDS * 1000);
      }),
      { numRuns: 50 },
    );
  });
});
