import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  completedKey,
  idOfPendingKey,
  pendingKey,
  shardOf,
  shardPrefix,
} from '../../../../lib/background/records/job-record.ts';
import { readRecord } from '../../../../lib/background/records/read-record.ts';

/** Ids of OpenAI's form: letters and digits after `resp_`, 48 of them hex. */
function openaiId(index: number): string {
  return `resp_${createHash('sha512').update(`${index}`).digest('hex').slice(0, 48)}`;
}

const storableIds = fc.string({
  unit: fc.constantFrom(...'ABCxyz019_-'),
  minLength: 1,
  maxLength: 128,
});

describe('the shard of a record', () => {
  it.each([
    // printf %s resp_1 | sha256sum
    ['resp_1', '7a'],
    ['resp_2', '5a'],
    ['resp_abc123', '43'],
  ])('of %s is %s, the first two hex digits of its SHA-256', (id, shard) => {
    expect(shardOf(id)).toBe(shard);
  });

  it('spreads 10,000 records evenly over all 256', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 10_000; index += 1) {
      const shard = shardOf(openaiId(index));
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect(counts.size).toBe(256);
    // 39 is the mean, with a standard deviation of 6.2: six of them either way.
    expect(Math.min(...counts.values())).toBeGreaterThan(39 - 37);
    expect(Math.max(...counts.values())).toBeLessThan(39 + 37);
  });
});

describe('the keys of a response', () => {
  it('are in its shard while it is pending, and by its id alone once it has ended', () => {
    expect(pendingKey('resp_1')).toBe('background/pending/7a/resp_1.json');
    expect(completedKey('resp_1')).toBe('background/completed/resp_1.json');
  });

  it('begin with their shard, and say which response they are of', () => {
    fc.assert(
      fc.property(storableIds, (id) => {
        const key = pendingKey(id);
        expect(key.startsWith(`${shardPrefix(shardOf(id))}/`)).toBe(true);
        expect(idOfPendingKey(key)).toBe(id);
      }),
    );
  });

  it.each([
    ['a path', '../../secret'],
    ['a slash', 'resp/1'],
    ['dots alone', '..'],
    ['white space', 'resp 1'],
    ['a line break after it', 'resp_1\n'],
    ['a header', 'a\r\nx-amz-acl: public-read'],
    ['a letter that S3 would encode', 'résp'],
    ['a percent sign', 'resp%2F1'],
    ['nothing', ''],
    ['513 characters', 'r'.repeat(513)],
  ])('have no place for an id with %s', (_name, id) => {
    for (const key of [pendingKey, completedKey]) {
      expect(() => key(id)).toThrow(
        expect.objectContaining({
          code: 'background_store_failed',
          retryable: false,
          message: expect.stringMatching(/id/),
        }),
      );
    }
  });
});

describe('a record that says when it is due', () => {
  const written = new Date('2026-11-22T12:00:00.000Z');
  const due = (next_poll_at: string) => readRecord('resp_1', JSON.stringify({ next_poll_at }), written).next_poll_at;

  it.each(['2026-11-22T12:01:00.001Z', '2026-11-23T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
    '%s is due a minute after it was written',
    (next) => {
      expect(due(next)).toBe('2026-11-22T12:01:00.000Z');
    },
  );

  it.each(['2026-11-22T12:00:59.000Z', '2026-11-22T12:01:00.000Z', '2020-01-01T00:00:00.000Z'])(
    '%s is due then',
    (next) => {
      expect(due(next)).toBe(next);
    },
  );
});

describe('the keys of a response of another gateway', () => {
  it.each(['resp.1', 'resp_1=', 'r'.repeat(129), 'r'.repeat(512)])('have a hash in place of %s', (id) => {
    const part = /^background\/completed\/(sha256\.[0-9a-f]{64})\.json$/.exec(completedKey(id))?.[1];
    expect(part).toBeDefined();
    expect(pendingKey(id)).toBe(`background/pending/${shardOf(id)}/${part}.json`);
    expect(idOfPendingKey(pendingKey(id))).toBe(part);
    expect(completedKey(String(part))).not.toBe(completedKey(id));
  });
});

describe('a key that is no pending record’s', () => {
  it.each([
    'background/completed/resp_1.json',
    'background/pending/resp_1.json',
    'background/pending/71/resp_1',
    'background/pending/71/resp_1.json.bak',
    'background/pending/71/',
    'background/pending/71/a/b.json',
    'background/pending/7G/resp_1.json',
    'background/pending/7F/resp_1.json',
    'background/pending/710/resp_1.json',
    'other/background/pending/71/resp_1.json',
    `background/pending/71/${'r'.repeat(129)}.json`,
    '',
  ])('names no response: %s', (key) => {
    expect(idOfPendingKey(key)).toBeUndefined();
  });
});
