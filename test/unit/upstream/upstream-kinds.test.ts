import { describe, expect, it } from 'vitest';
import type { UpstreamFailure } from '../../../lib/errors/from-upstream.ts';
import type { Exchange } from '../../../lib/upstream/fetch/exchange.ts';
import { headerTimeoutMs, mayRepeat, mayRunOn, type UpstreamKind } from '../../../lib/upstream/upstream-kinds.ts';

const KINDS = ['generation', 'background', 'lookup'] as const satisfies readonly UpstreamKind[];
const cause = undefined;
const lost: UpstreamFailure = { kind: 'connection', cause };
const refused: UpstreamFailure = { kind: 'status', statusCode: 500, headers: {}, body: undefined };

/** A request that failed this long after its last byte went out; undefined: before. */
function exchange(agoMs: number | undefined, more: Partial<Exchange> = {}): Exchange {
  const base = { now: () => 100_000, idleMs: 1, ...more };
  return agoMs === undefined ? base : { ...base, sentAt: 100_000 - agoMs };
}

describe('whether a request may be sent again', () => {
  it.each<readonly [string, UpstreamFailure, Exchange, readonly boolean[]]>([
    ['after an answer', refused, exchange(5), [true, true, true]],
    ['where no connection was made', lost, exchange(undefined), [true, true, true]],
    ['where making a connection took too long', { kind: 'timeout', cause }, exchange(undefined), [true, true, true]],
    ['where the connection ends at once', lost, exchange(0), [true, false, true]],
    ['where it ends just in time', lost, exchange(9_999), [true, false, true]],
    ['where it ends later', lost, exchange(10_000), [false, false, true]],
    ['where a byte of an answer came', lost, exchange(0, { isHeard: true }), [false, false, true]],
    ['after a timeout', { kind: 'timeout', cause }, exchange(0), [false, false, true]],
    ['where what came is no answer', { kind: 'protocol', cause }, exchange(0), [false, false, true]],
  ])('%s', (_name, failure, given, expected) => {
    expect(KINDS.map((kind) => mayRepeat(kind, failure, given))).toEqual(expected);
  });
});

describe('whether something may run on unseen', () => {
  it.each<readonly [string, Exchange, readonly boolean[]]>([
    ['before the request was out', exchange(undefined), [false, false, false]],
    ['without an answer', exchange(5), [false, true, false]],
    ['after a refusal', exchange(5, { status: 500 }), [false, false, false]],
    ['after a good answer that is of no use', exchange(5, { status: 200 }), [false, true, false]],
    ['after a 1xx', exchange(5, { interimStatus: 103, isHeard: true }), [false, true, false]],
  ])('%s', (_name, given, expected) => {
    expect(KINDS.map((kind) => mayRunOn(kind, given))).toEqual(expected);
  });
});

describe('how long headers are waited for', () => {
  it.each<readonly [string, number | undefined, number, readonly number[]]>([
    ['by default', undefined, 299_000, [299_000, 299_000, 60_000]],
    ['where OPENAI_TIMEOUT is set', 5_000, 299_000, [5_000, 5_000, 5_000]],
    ['in part of a millisecond', undefined, 0.4, [1, 1, 60_000]],
    ['without an end', undefined, Number.POSITIVE_INFINITY, [2_147_483_647, 2_147_483_647, 60_000]],
  ])('%s', (_name, setMs, remainingMs, expected) => {
    expect(KINDS.map((kind) => headerTimeoutMs(kind, setMs, remainingMs))).toEqual(expected);
  });
});
