import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBackground } from '../../../infra/local/openai/background/background.ts';
import type { Clock } from '../../../infra/local/openai/background/clock.ts';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';
import { createWebhookSender } from '../../../infra/local/openai/webhooks/webhook-sender.ts';
import { cancel, create, inBackground, retrieve } from './stand-in-calls.ts';
import { type HandClock, handClock } from './stand-in-clock.ts';
import { type Delivery, type Receiver, startReceiver } from './stand-in-webhook-receiver.ts';

const SECRET = `whsec_${Buffer.from('a secret for tests alone').toString('base64')}`;

/** Checks as OpenAI's own SDK does, whatever the time. */
function unwrap({ body, headers }: Delivery, secret = SECRET): Promise<unknown> {
  const { webhooks } = new OpenAI({ apiKey: 'sk-test' });
  return webhooks.verifySignature(body, headers, secret, Number.MAX_SAFE_INTEGER).then(() => JSON.parse(body));
}

let clock: HandClock;
let receiver: Receiver;
let standIn: StandIn;
let directory: string;
const start = () => startStandIn({ clock, directory, webhook: { url: () => receiver.url, secret: SECRET } });
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'stand-in-'));
  clock = handClock();
  receiver = await startReceiver();
  standIn = await start();
});
afterEach(async () => {
  await standIn.close();
  await receiver.close();
  await rm(directory, { recursive: true });
});

describe('the end of a background response', () => {
  it.each([
    ['text', 'completed'],
    ['incomplete', 'incomplete'],
    ['failed', 'failed'],
    ['error-mid-stream', 'failed'],
  ])('is told of by a signed webhook: %s is %s', async (scenario, status) => {
    const { id, created_at } = await create(standIn.url, { scenario, seconds: '10', webhook: 'once' });
    clock.advance(9999);
    await retrieve(standIn.url, id);
    expect(receiver.deliveries).toHaveLength(0);
    clock.advance(1);
    await receiver.received(1);
    const [delivery] = receiver.deliveries;
    expect(delivery && (await unwrap(delivery))).toEqual({
      id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
      object: 'event',
      type: `response.${status}`,
      created_at: created_at + 10,
      data: { id },
    });
    expect(delivery?.headers).toMatchObject({
      'webhook-id': expect.stringMatching(/^wh_[0-9a-f]{32}$/),
      'webhook-timestamp': String(clock.now() / 1000),
      'content-type': 'application/json',
    });
  });

  it('is told of when it is cancelled, and then no more', async () => {
    const { id, created_at } = await create(standIn.url, { seconds: '10', webhook: 'once' });
    clock.advance(3000);
    await cancel(standIn.url, id);
    clock.advance(30_000);
    await receiver.received(1);
    const [delivery] = receiver.deliveries;
    expect(delivery && (await unwrap(delivery))).toMatchObject({
      type: 'response.cancelled',
      created_at: created_at + 3,
      data: { id },
    });
    await retrieve(standIn.url, id);
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('is told of twice by the same webhook, where that is asked for', async () => {
    await create(standIn.url, { pace: 'none', webhook: 'twice' });
    clock.advance(0);
    await receiver.received(2);
    const [one, two] = receiver.deliveries;
    expect(two?.headers['webhook-id']).toBe(one?.headers['webhook-id']);
    expect(two?.body).toBe(one?.body);
    expect(two && (await unwrap(two))).toMatchObject({ type: 'response.completed' });
  });

  it('is told of with a wrong signature, where that is asked for', async () => {
    await create(standIn.url, { pace: 'none', webhook: 'forged' });
    clock.advance(0);
    await receiver.received(1);
    const [forged] = receiver.deliveries;
    await expect(forged && unwrap(forged)).rejects.toBeInstanceOf(OpenAI.InvalidWebhookSignatureError);
    expect(JSON.parse(forged?.body ?? '')).toMatchObject({ type: 'response.completed' });
  });

  it('is told of where it is asked for, and not otherwise', async () => {
    await create(standIn.url, { pace: 'none' });
    const { id } = await create(standIn.url, { pace: 'none', webhook: 'once' });
    clock.advance(0);
    await receiver.received(1);
    expect(receiver.deliveries.map(({ body }) => JSON.parse(body).data.id)).toEqual([id]);
  });

  it('is told of by the next stand-in, where it came while there was none', async () => {
    const { id } = await create(standIn.url, { seconds: '10', webhook: 'once' });
    await standIn.close();
    clock.advance(20_000);
    standIn = await start();
    clock.advance(0);
    await receiver.received(1);
    expect(JSON.parse(receiver.deliveries[0]?.body ?? '')).toMatchObject({ data: { id } });
  });

  it('is told of once, however often the stand-in is started again', async () => {
    const { id } = await create(standIn.url, { pace: 'none', webhook: 'once' });
    clock.advance(0);
    await receiver.received(1);
    const file = path.join(directory, `${id}.json`);
    await vi.waitFor(async () => expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ announced: true }));
    await standIn.close();
    standIn = await start();
    const { id: next } = await create(standIn.url, { pace: 'none', webhook: 'once' });
    clock.advance(0);
    await receiver.received(2);
    expect(receiver.deliveries.map(({ body }) => JSON.parse(body).data.id)).toEqual([id, next]);
  });

  it('is told of even where the response is forgotten with it', async () => {
    const { id } = await create(standIn.url, { pace: 'none', forget: '0', webhook: 'once' });
    clock.advance(0);
    await receiver.received(1);
    expect(JSON.parse(receiver.deliveries[0]?.body ?? '')).toMatchObject({ data: { id } });
  });
});

describe('a webhook', () => {
  const background = (webhook: string) => {
    const body = JSON.stringify(inBackground({ pace: 'none', webhook }));
    return createBackground({ seed: '1', body, createdAt: 0, startedAt: 0 });
  };

  /** A clock that calls back at once, and keeps what it was told to wait. */
  const hastyClock = (waits: number[]): Clock => ({
    now: () => 1_000_000,
    after: (milliseconds, callback) => {
      waits.push(milliseconds);
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    },
  });

  it.each([
    [[], 1, []],
    [[500], 2, [500]],
    [[404, 302], 3, [500, 2000]],
    [[500, 500, 500, 500], 3, [500, 2000]],
  ])('that is answered with %j comes %i times, after waits of %j', async (statuses, times, expected) => {
    const refusing = await startReceiver(statuses);
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const waits: number[] = [];
    const sender = createWebhookSender({ url: refusing.url, secret: SECRET }, hastyClock(waits));
    await sender.announce(background('once'));
    await refusing.close();
    expect(refusing.deliveries).toHaveLength(times);
    expect(new Set(refusing.deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(waits).toEqual(expected);
    const givenUp = statuses.length > times ? [[expect.stringMatching(/gives up the webhook of resp_.*500\n$/)]] : [];
    expect(said.mock.calls).toEqual(givenUp);
    said.mockRestore();
  });

  it.each([
    ['nobody answers', 'http://127.0.0.1:1/'],
    ['is no address', ''],
    [
      'is not known yet',
      () => {
        throw new Error('not yet');
      },
    ],
  ])('is given up quietly where its address %s', async (_, url) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await createWebhookSender({ url, secret: SECRET }, hastyClock([])).announce(background('once'));
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
  });

  it('is signed with a secret that is no base64 as well', async () => {
    await createWebhookSender({ url: receiver.url, secret: 'plain' }, hastyClock([])).announce(background('once'));
    const [delivery] = receiver.deliveries;
    expect(delivery && (await unwrap(delivery, 'plain'))).toMatchObject({ object: 'event' });
  });

  it('is not waited for once the sender is closed', async () => {
    const refusing = await startReceiver([500, 500, 500]);
    const still = handClock();
    const sender = createWebhookSender({ url: refusing.url, secret: SECRET }, still);
    const announced = sender.announce(background('once'));
    await refusing.received(1);
    sender.close();
    await announced;
    expect(still.pending()).toBe(0);
    await refusing.close();
  });
});
