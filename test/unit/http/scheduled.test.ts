import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { RequestContext } from '../../../lib/context/request-context.ts';
import { scheduled } from '../../../lib/http/scheduled.ts';

const schema = z.object({ shards: z.array(z.string().length(2)), passes: z.number().default(3) });

/** A scheduled function that gives back what it was served with. */
function echoing() {
  return scheduled('poll-background', {
    event: schema,
    serve: async (event, call: RequestContext) => ({ event, call }),
  });
}

const context = { getRemainingTimeInMillis: () => 41_000 };
const event = { shards: ['00', '3f'] };

beforeEach(() => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-first');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a scheduled function', () => {
  it('is served with the event as its schema leaves it', async () => {
    const given = { ...event, version: '0', 'detail-type': 'Scheduled Event' };
    expect((await echoing()(given, context)).event).toEqual({ ...event, passes: 3 });
  });

  it('has its own name, its time and a fresh recorder at hand', async () => {
    const handler = echoing();
    const [{ call }, { call: next }] = [await handler(event, context), await handler(event, context)];
    expect(call).toMatchObject({ path: 'poll-background', frontDoor: 'schedule' });
    expect(call.deadline.leftMs(0)).toBe(41_000);
    expect(call.now() - call.startedAt).toBeGreaterThanOrEqual(0);
    expect(call.recorder.facts()).toEqual({ retries: 0 });
    expect(next.recorder).not.toBe(call.recorder);
    expect(next.startedAt).toBeGreaterThanOrEqual(call.startedAt);
  });

  it('reads its environment once, at its start', async () => {
    const handler = echoing();
    const { call } = await handler(event, context);
    vi.stubEnv('OPENAI_API_KEY', 'not a key at all');
    const { call: next } = await handler(event, context);
    expect(next.environment).toBe(call.environment);
    expect(next.environment.openaiApiKey).toBe('sk-first');
  });

  it('does not start where its environment is not usable', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'secret-but-wrong');
    vi.resetModules();
    const { scheduled: anew } = await import('../../../lib/http/scheduled.ts');
    const definition = { event: schema, serve: async () => undefined };
    expect(() => anew('poll-background', definition)).toThrow(/^The environment is not usable: OPENAI_API_KEY /);
  });

  it.each([
    ['nothing', undefined, undefined],
    ['null', null, undefined],
    ['an empty object', {}, 'shards'],
    ['an HTTP request', { rawPath: '/', requestContext: { http: { method: 'GET' } } }, 'shards'],
    ['a shard that is none', { shards: ['00', 'zzz'] }, 'shards[1]'],
  ])('fails clearly for %s', async (_name, bad, parameter) => {
    const failure = { code: 'validation_failed', message: expect.stringMatching(/\w/), parameter };
    await expect(echoing()(bad, context)).rejects.toMatchObject(failure);
  });

  it('fails with what its service throws, so that the invocation has failed', async () => {
    const failure = new Error('S3 is down');
    const handler = scheduled('poll-background', { event: schema, serve: () => Promise.reject(failure) });
    await expect(handler(event, context)).rejects.toBe(failure);
  });
});
