import { describe, expect, it } from 'vitest';
import { pollEventSchema } from '../../../../lib/background/poll/poll-event.ts';
import { parseRequest } from '../../../../lib/validation/parse-request.ts';
import { problemsOf } from '../../apis/responses/schemas/problems-of.ts';

const all = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));
const shards = ['00', '7f'];

describe("the schedule's event", () => {
  it.each([
    [{ shards: ['00'] }, { shards: ['00'], window_seconds: 50, linger: false }],
    [{ shards: all }, { shards: all, window_seconds: 50, linger: false }],
    [
      { shards, window_seconds: 0 },
      { shards, window_seconds: 0, linger: false },
    ],
    [
      { shards, window_seconds: 840 },
      { shards, window_seconds: 840, linger: false },
    ],
    [
      { shards, window_seconds: 0.5 },
      { shards, window_seconds: 0.5, linger: false },
    ],
    [
      { shards, linger: true },
      { shards, window_seconds: 50, linger: true },
    ],
    [
      { shards, scheduled_at: '2026-11-22T12:00:00Z' },
      { shards, window_seconds: 50, linger: false, scheduled_at: '2026-11-22T12:00:00Z' },
    ],
    [
      { shards, version: '0', 'detail-type': 'Scheduled Event' },
      { shards, window_seconds: 50, linger: false },
    ],
  ])('%# is read', (event, expected) => {
    expect(parseRequest(pollEventSchema, event)).toStrictEqual(expected);
  });

  it.each([
    [{}, 'shards'],
    [{ shards: '00' }, 'shards'],
    [{ shards: [] }, 'shards'],
    [{ shards: ['00', '7f', '00'] }, 'shards'],
    [{ shards: ['00', '7F'] }, 'shards[1]'],
    [{ shards: ['0'] }, 'shards[0]'],
    [{ shards: ['000'] }, 'shards[0]'],
    [{ shards: ['00\n'] }, 'shards[0]'],
    [{ shards: [0] }, 'shards[0]'],
  ])('%j is refused for its shards', (event, parameter) => {
    expect(problemsOf(pollEventSchema, event)).toEqual([
      { parameter, message: 'Invalid shards value', hint: expect.stringContaining('two lower-case hex digits') },
    ]);
  });

  it.each([-1, 840.5, '50', null])('is refused for a window of %j seconds', (window_seconds) => {
    expect(problemsOf(pollEventSchema, { shards, window_seconds })).toEqual([
      {
        parameter: 'window_seconds',
        message: 'Invalid window_seconds value',
        hint: 'window_seconds must be between 0 and 840',
      },
    ]);
  });
});
