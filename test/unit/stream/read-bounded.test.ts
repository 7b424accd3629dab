import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readBounded } from '../../../lib/stream/read-bounded.ts';
import { fakedTimers, pass, settle } from './stream-run.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...fakedTimers.toFake] });
});
afterEach(() => {
  vi.useRealTimers();
});

function start(bounds: { maxBytes?: number; idleMs?: number; deadlineMs?: number } = {}) {
  const body = new PassThrough();
  let text = '';
  const end = readBounded(body, { maxBytes: 10, idleMs: 1_000, ...bounds }, (chunk) => {
    text += chunk;
  });
  return { body, end, text: () => text };
}

describe('reading a body', () => {
  it('comes to its end, with as many bytes as it may have', async () => {
    const { body, end, text } = start();
    body.end('0123456789');
    expect([await end, text()]).toEqual([{ kind: 'whole' }, '0123456789']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops before a byte more, and lets the body go', async () => {
    const { body, end, text } = start();
    body.write('012345678');
    await settle();
    body.write('9x');
    expect([await end, text(), body.destroyed]).toEqual([{ kind: 'too-large' }, '012345678', true]);
  });

  it('waits as long as bytes come, and no longer', async () => {
    const { body, end, text } = start();
    for (const piece of ['a', 'b', 'c']) {
      body.write(piece);
      await pass(900);
    }
    await pass(100);
    expect([await end, text(), body.destroyed]).toEqual([{ kind: 'silent' }, 'abc', true]);
  });

  it('stops at the deadline, whatever comes', async () => {
    const { body, end } = start({ deadlineMs: 1_500 });
    body.write('a');
    await pass(900);
    body.write('b');
    await pass(600);
    expect([await end, body.destroyed]).toEqual([{ kind: 'late' }, true]);
  });

  it('says what broke it', async () => {
    const { body, end, text } = start();
    body.write('a');
    await settle();
    const cause = new Error('read ECONNRESET');
    body.destroy(cause);
    expect([await end, text()]).toEqual([{ kind: 'broken', cause }, 'a']);
  });
});
