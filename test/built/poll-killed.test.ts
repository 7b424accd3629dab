import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signWebhook } from '../../infra/local/openai/webhooks/sign-webhook.ts';
import { forever, isWrite, type S3Call } from '../support/gated-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { playEvents, playJson, type UpstreamHandler } from '../support/upstream.ts';
import {
  askedId,
  backgroundResponse,
  completedKeyOf,
  dueRecord,
  lost,
  pendingKeyOf,
  poll,
} from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { imageItem } from './image-upstream.ts';
import { CREATED, completed, delta, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SECRET = `whsec_${Buffer.from('a secret for webhooks').toString('base64')}`;
const ID = 'resp_1';
const [png, webp] = (await pictures()) as [Picture, Picture];
let world: BackgroundWorld;

beforeAll(async () => {
  world = await startBackgroundWorld({ environment: { OPENAI_WEBHOOK_SECRET: SECRET } });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** A fixed day, so that every run has the same keys. */
const created_at = Math.floor(Date.now() / 1000) - 60;
const drawn = backgroundResponse(ID, 'completed', {
  created_at,
  output: [imageItem('ig_1', png.bytes), imageItem('ig_2', webp.bytes), ...RESPONSE.output],
});
const events = [CREATED, delta(1, 'Hello'), { ...completed(2), response: drawn }];
const images: UpstreamHandler = (request, response) =>
  (request.url.includes('stream=true') ? playEvents(events) : playJson(drawn))(request, response);
const running = playJson(backgroundResponse(ID, 'in_progress', { created_at }));
const DAY_AGO = new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString();

/** A record, what becomes of it, and how many writes that takes. */
const ENDINGS = [
  // Two images and where each is, the result, and the end of the record.
  ['of two images', dueRecord(ID, { endpoint: 'stream-image', delivery: 'url' }), images, 6],
  ['that OpenAI has lost', dueRecord(ID), lost, 2],
  ['that never ends', dueRecord(ID, { created_at: DAY_AGO }), running, 2],
] as const;

/** Everything that S3 has: what its objects are, and of results all that is the same in every run. */
async function snapshot(): Promise<Record<string, unknown>> {
  const keys = await world.objects.keys();
  return Object.fromEntries(
    await Promise.all(
      keys.map(async (key) => {
        const response = await world.objects.get(key);
        const bytes = Buffer.from(await response.arrayBuffer());
        const type = response.headers.get('content-type');
        const facts = [...response.headers].filter(
          ([name]) => name.startsWith('x-amz-meta-') && name !== 'x-amz-meta-webhook-id',
        );
        return [
          key,
          { type, facts, content: key.startsWith('background/completed/') ? result(bytes) : bytes.toString('base64') },
        ];
      }),
    ),
  );
}

function result(bytes: Buffer): unknown {
  const { settled_at, attempts, webhook_id: _webhookId, ...rest } = JSON.parse(bytes.toString());
  expect([typeof settled_at, typeof attempts]).toEqual(['string', 'number']);
  return rest;
}

/** What S3 has once this record was settled and nothing came between. */
async function undisturbed(record: ReturnType<typeof dueRecord>, handler: UpstreamHandler) {
  const writes: S3Call[] = [];
  world.gate.gate({ before: (call) => void (isWrite(call) && writes.push(call)) });
  await world.objects.record(record);
  world.upstream.handle(handler);
  expect(await poll(world.stack)).toMatchObject({ pending: 0, settled: 1, failed: 0 });
  const outcome = await snapshot();
  await world.reset();
  return { outcome, writes };
}

/** Ends poll-background's process at its n-th write: S3 hears of no more of them, or, `after`, of no more than this one. */
async function killAt(n: number, moment: 'before' | 'after'): Promise<void> {
  const processes = () => world.stack.host.processes('poll-background');
  const writes: S3Call[] = [];
  const kill = () => {
    for (const pid of processes()) process.kill(pid, 'SIGKILL');
    return forever();
  };
  world.gate.gate({
    before: (call) => {
      if (!isWrite(call)) return undefined;
      writes.push(call);
      if (writes.length > n) return forever();
      return writes.length === n && moment === 'before' ? kill() : undefined;
    },
    after: (call) => (call === writes[n - 1] ? kill() : undefined),
  });
  await expect(poll(world.stack)).rejects.toMatchObject({ failure: 'exit' });
  await vi.waitFor(() => expect(processes()).toEqual([]));
  world.gate.gate();
}

describe.each(ENDINGS)('settling a response %s', (_what, record, handler, count) => {
  const cases = Array.from({ length: count }, (_, index) => index + 1).flatMap((n) =>
    (['before', 'after'] as const).map((moment) => [moment, n] as const),
  );

  it(`takes ${count} writes, the result after the images and the end of the record after all`, async () => {
    const { writes, outcome } = await undisturbed(record, handler);
    expect(writes.map(({ method }) => method)).toEqual([...Array(count - 1).fill('PUT'), 'DELETE']);
    expect(writes.slice(-2).map(({ key }) => key)).toEqual([completedKeyOf(ID), pendingKeyOf(ID)]);
    expect(Object.keys(outcome)).toHaveLength(count - 1);
  });

  it.each(cases)('comes to the same and is complete where it is killed %s write %d', async (moment, n) => {
    const { outcome } = await undisturbed(record, handler);
    await world.objects.record(record);
    await killAt(n, moment);
    const left = await world.objects.keys();
    // It was killed there and nowhere else: the record outlives all but its own end.
    expect(left.includes(pendingKeyOf(ID))).toBe(n < count || moment === 'before');
    expect(left.includes(completedKeyOf(ID))).toBe(n === count || (n === count - 1 && moment === 'after'));
    await poll(world.stack);
    expect(await snapshot()).toEqual(outcome);
  });

  it('comes to the same where two invocations do it at once', async () => {
    const { outcome } = await undisturbed(record, handler);
    await world.objects.record(record);
    world.upstream.handle(together(2, handler));
    for (const summary of await Promise.all([poll(world.stack), poll(world.stack)])) {
      expect(summary).toMatchObject({ pending: 0, failed: 0 });
    }
    expect(world.stack.host.processes('poll-background')).toHaveLength(2);
    expect(await snapshot()).toEqual(outcome);
  });
});

/** Keeps every retrieval waiting until `count` have come for the same thing: none of them has seen what another one did. */
function together(count: number, handler: UpstreamHandler): UpstreamHandler {
  const waiting = new Map<string, (() => void)[]>();
  return async (request, response) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const others = waiting.get(request.url) ?? [];
    waiting.set(request.url, others);
    if (others.push(resolve) === count) for (const release of others) release();
    await promise;
    return handler(request, response);
  };
}

it('two invocations at once settle many records, each to the same end', async () => {
  const records = Array.from({ length: 12 }, (_, index) => dueRecord(`resp_many_${index}`));
  const each: UpstreamHandler = (request, response) => {
    const id = askedId(request.url);
    const output = [imageItem(`ig_${id}`, png.bytes)];
    return playJson(backgroundResponse(id, 'completed', { created_at, output }))(request, response);
  };
  const settle = async (polls: number) => {
    await world.objects.record(...records);
    world.upstream.handle(together(polls, each));
    await Promise.all(Array.from({ length: polls }, () => poll(world.stack)));
    return snapshot();
  };
  const outcome = await settle(1);
  await world.reset();
  expect(await settle(2)).toEqual(outcome);
  expect(Object.keys(outcome)).toHaveLength(3 * records.length);
});

describe('an invocation and a webhook at once', () => {
  const record = dueRecord(ID, { endpoint: 'create-image', delivery: 'url' });

  async function deliver(): Promise<unknown> {
    const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'response.completed', data: { id: ID } });
    const headers = signWebhook({ id: 'wh_1', timestamp: Math.floor(Date.now() / 1000), body }, SECRET);
    const response = await fetch(`${world.stack.url}/api/webhooks/openai`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    return [response.status, await response.json()];
  }

  it('come to the same as one of them alone', async () => {
    const { outcome } = await undisturbed(record, images);
    await world.objects.record(record);
    world.upstream.handle(together(2, images));
    const [summary, answer] = await Promise.all([poll(world.stack), deliver()]);
    expect(summary).toMatchObject({ pending: 0, failed: 0 });
    expect(answer).toEqual([200, { received: true, result: expect.stringMatching(/^(?:settled|duplicate)$/) }]);
    expect(await snapshot()).toEqual(outcome);
    expect(await deliver()).toEqual([200, { received: true, result: 'duplicate' }]);
  });

  it('come to the same where the webhook is done before the invocation has its answer', async () => {
    const { outcome } = await undisturbed(record, images);
    await world.objects.record(record);
    const asked = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    // OpenAI's data has ended by the time that it answers the invocation.
    world.upstream.handle(async (request, response) => {
      world.upstream.handle(images);
      asked.resolve();
      await told.promise;
      return lost(request, response);
    });
    const polling = poll(world.stack);
    await asked.promise;
    expect(await deliver()).toEqual([200, { received: true, result: 'settled' }]);
    told.resolve();
    expect(await polling).toMatchObject({ pending: 0, failed: 0 });
    expect(await snapshot()).toEqual(outcome);
  });

  it('come to the same where the webhook finds its record settled while it asks', async () => {
    const { outcome } = await undisturbed(record, images);
    await world.objects.record(record);
    const asked = Promise.withResolvers<void>();
    const polled = Promise.withResolvers<void>();
    world.upstream.handle(async (request, response) => {
      world.upstream.handle(images);
      asked.resolve();
      await polled.promise;
      return images(request, response);
    });
    const delivering = deliver();
    await asked.promise;
    expect(await poll(world.stack)).toMatchObject({ pending: 0, settled: 1, failed: 0 });
    polled.resolve();
    expect(await delivering).toEqual([200, { received: true, result: 'duplicate' }]);
    expect(await snapshot()).toEqual(outcome);
  });
});
