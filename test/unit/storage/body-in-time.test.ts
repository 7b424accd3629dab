import { describe, expect, it } from 'vitest';
import { bodyInTime } from '../../../lib/storage/body-in-time.ts';

const never = () => new Promise<string>(() => undefined);

describe('the body of an object', () => {
  it('is read whole, in the encoding asked for', async () => {
    const body = { transformToString: async (encoding = 'utf-8') => `text as ${encoding}` };
    expect(await bodyInTime(body, new AbortController().signal)).toBe('text as utf-8');
    expect(await bodyInTime(body, undefined, 'base64')).toBe('text as base64');
    expect(await bodyInTime(undefined, undefined)).toBe('');
  });

  it.each([false, true])('that stalls is given up with the deadline (passed before: %s)', async (isLate) => {
    const deadline = new AbortController();
    let destroyed = 0;
    const reason = new Error('late');
    if (isLate) deadline.abort(reason);
    const reading = bodyInTime(
      {
        transformToString: never,
        destroy: () => {
          destroyed += 1;
        },
      },
      deadline.signal,
    );
    deadline.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(destroyed).toBe(1);
  });

  it('that breaks off rejects with what broke it', async () => {
    const broken = new Error('ECONNRESET');
    await expect(
      bodyInTime({ transformToString: () => Promise.reject(broken) }, new AbortController().signal),
    ).rejects.toBe(broken);
  });
});
