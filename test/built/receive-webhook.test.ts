import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { apiGatewayEvent, functionUrlEvent } from '../../infra/local/events.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { playJson } from '../support/upstream.ts';
import { newSecret, nowSeconds, signed, webhookEvent } from '../support/webhook-delivery.ts';
import { backgroundResponse, completedKeyOf, dueRecord, poll } from './background-calls.ts';
import { backgroundEvents, toldResponse } from './background-events.ts';
import { invokeDirectly } from './events.ts';
import { imageItem } from './image-upstream.ts';
import { DOORS, playLifecycle, queryOf, replay } from './lifecycle-calls.ts';
import {
  accepted,
  completedEvent,
  ID,
  PATH,
  SECRET,
  SECRETS,
  startWebhookWorld,
  type WebhookWorld,
} from './webhook-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const [png] = (await pictures()) as [Picture];

let world: WebhookWorld;

beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe.each(DOORS)('a webhook through %s', (_door, headers) => {
  it.each(['completed', 'failed', 'cancelled', 'incomplete'])('settles a response that is %s', async (status) => {
    const fields = status === 'failed' ? { error: { code: 'server_error', message: 'No' } } : {};
    const whole = backgroundResponse(ID, status, fields);
    world.upstream.handle(playLifecycle({ retrieve: playJson(whole) }));
    const record = dueRecord(ID, { attempts: 2, include: ['message.output_text.logprobs'] });
    await world.objects.record(record);
    const delivery = signed(webhookEvent(`response.${status}`, { id: ID }), SECRET, { id: `wh_${status}` });
    expect(await world.deliver(delivery, headers)).toMatchObject(accepted('settled'));
    expect(await world.objects.keys()).toEqual([completedKeyOf(ID)]);
    expect(await world.result()).toMatchObject({
      id: ID,
      status,
      endpoint: 'create-text',
      created_at: record.created_at,
      attempts: 3,
      webhook_id: `wh_${status}`,
      usage: whole.usage,
      response: whole,
    });
    const request = world.upstream.requests.at(-1) as (typeof world.upstream.requests)[number];
    expect([...queryOf(request)]).toEqual([['include[]', 'message.output_text.logprobs']]);
  });

  it('keeps the images of a response, and their base64 nowhere else', async () => {
    const output = [imageItem('ig_1', png.bytes)];
    world.upstream.handle(playLifecycle({ retrieve: playJson(backgroundResponse(ID, 'completed', { output })) }));
    await world.objects.record(dueRecord(ID, { endpoint: 'create-image', delivery: 'url' }));
    expect(await world.deliver(signed(completedEvent, SECRET), headers)).toMatchObject(accepted('settled'));
    const result = await world.result();
    expect(result?.images).toMatchObject([{ id: 'ig_1', content_type: 'image/png', bytes: png.bytes.length }]);
    expect(JSON.stringify(result)).not.toContain(png.bytes.toString('base64'));
    const kept = await world.objects.get(String(result?.images[0]?.key));
    expect(Buffer.from(await kept.arrayBuffer()).equals(png.bytes)).toBe(true);
    expect(await world.objects.keys('background/')).toEqual([completedKeyOf(ID)]);
  });

  it('answers every further delivery at once, the same and another, without asking OpenAI', async () => {
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    await world.objects.record(dueRecord(ID));
    const first = signed(completedEvent, SECRET, { id: 'wh_first' });
    expect(await world.deliver(first, headers)).toMatchObject(accepted('settled'));
    const before = await world.result();
    const further = [first, signed(completedEvent, SECRET, { id: 'wh_other' })];
    expect(
      await world.asked(async () => {
        for (const delivery of further)
          expect(await world.deliver(delivery, headers)).toMatchObject(accepted('duplicate'));
      }),
    ).toBe(0);
    expect(await world.result()).toEqual(before);
    expect(before?.webhook_id).toBe('wh_first');
  });

  it('has nothing left to do where polling was first', async () => {
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    await world.objects.record(dueRecord(ID));
    expect(await poll(world.stack)).toMatchObject({ settled: 1 });
    const before = await world.result();
    expect(
      await world.asked(async () => {
        expect(await world.deliver(signed(completedEvent, SECRET), headers)).toMatchObject(accepted('duplicate'));
      }),
    ).toBe(0);
    expect(await world.result()).toEqual(before);
    expect(before).not.toHaveProperty('webhook_id');
  });

  it.each([
    ['batch.completed', 'INFO'],
    ['fine_tuning.job.succeeded', 'INFO'],
    ['realtime.call.incoming', 'INFO'],
    ['type.of.tomorrow', 'WARN'],
    ['response.of_tomorrow', 'WARN'],
  ])('of the type %s is accepted and logged, and nobody is asked', async (type, level) => {
    const delivery = signed(webhookEvent(type, { id: ID }), SECRET);
    expect(
      await world.asked(async () => expect(await world.deliver(delivery, headers)).toMatchObject(accepted('accepted'))),
    ).toBe(0);
    const { line } = await world.stack.logged(`"webhook_id":"${delivery.headers['webhook-id']}"`);
    expect(JSON.parse(line)).toMatchObject({ level, message: 'webhook', type });
    expect(await world.objects.keys()).toEqual([]);
  });
});

describe('a webhook whose body the gateway has encoded in base64', () => {
  it.each([
    ['v2', functionUrlEvent],
    ['v1', apiGatewayEvent],
  ])('is checked over what it was (%s)', async (_version, eventOf) => {
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    await world.objects.record(dueRecord(ID));
    const { headers, body } = signed(completedEvent, SECRET);
    const event = eventOf({
      method: 'POST',
      url: PATH,
      rawHeaders: Object.entries(headers).flat(),
      body: Buffer.from(body),
      sourceIp: '127.0.0.1',
      requestId: 'test',
      time: 0,
      parameters: {},
      resource: PATH,
    });
    const encoded = { ...event, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
    expect(await invokeDirectly(world.stack, 'receive-webhook', encoded)).toMatchObject({
      statusCode: 200,
      body: { received: true, result: 'settled' },
    });
    expect(await world.objects.keys()).toEqual([completedKeyOf(ID)]);
  });
});

describe('a webhook of OpenAI', () => {
  it.each([-290, 290])('is taken %i s from our time', async (seconds) => {
    const delivery = signed(webhookEvent('batch.completed', {}), SECRET, { timestamp: nowSeconds() + seconds });
    expect(await world.deliver(delivery)).toMatchObject(accepted('accepted'));
  });

  it('is taken with one of several signatures, as while a secret is replaced', async () => {
    const body = webhookEvent('batch.completed', {});
    const { headers } = signed(body, SECRET, { id: 'wh_rotated' });
    const { headers: other } = signed(body, newSecret(), { id: 'wh_rotated' });
    const both = `${other['webhook-signature']} ${headers['webhook-signature']}`;
    expect(await world.deliver({ body, headers: { ...headers, 'webhook-signature': both } })).toMatchObject(
      accepted('accepted'),
    );
  });

  it('about a response of which there is no record settles it as well', async () => {
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    expect(await world.deliver(signed(completedEvent, SECRET))).toMatchObject(accepted('settled'));
    expect(await world.result()).toMatchObject({ id: ID, status: 'completed', endpoint: null, delivery: null });
  });

  it('about a stream keeps where its texts ended', async () => {
    const events = backgroundEvents(ID);
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)), stream: replay(events) }));
    await world.objects.record(dueRecord(ID, { endpoint: 'stream-text' }));
    expect(await world.deliver(signed(completedEvent, SECRET))).toMatchObject(accepted('settled'));
    expect((await world.result())?.text_offsets).toMatchObject({ last_sequence: events.length - 1, parts: [{}] });
  });

  it('about a response that is deleted makes nothing of it anew', async () => {
    world.upstream.handle(playLifecycle({}));
    expect(await world.deliver(signed(completedEvent, SECRET))).toMatchObject(accepted('accepted'));
    expect(await world.objects.keys()).toEqual([]);
  });

  it('about a response that is deleted meanwhile makes nothing of it anew', async () => {
    const retrieve = playJson(toldResponse(ID));
    world.upstream.handle(
      playLifecycle({
        retrieve: async (request, response) => {
          await world.objects.clear();
          return retrieve(request, response);
        },
      }),
    );
    await world.objects.record(dueRecord(ID));
    expect(await world.deliver(signed(completedEvent, SECRET))).toMatchObject(accepted('accepted'));
    expect(await world.objects.keys()).toEqual([]);
  });

  it('takes the place of a result that said lost', async () => {
    await world.objects.record(dueRecord(ID));
    expect(await poll(world.stack)).toMatchObject({ settled: 1 });
    expect(await world.result()).toMatchObject({ status: 'lost' });
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    expect(await world.deliver(signed(completedEvent, SECRET))).toMatchObject(accepted('settled'));
    expect(await world.result()).toMatchObject({ status: 'completed', response: { status: 'completed' } });
  });

  it('is settled once and whole where several come at the same time, and a poll with them', async () => {
    const whole = toldResponse(ID);
    world.upstream.handle(playLifecycle({ retrieve: playJson(whole) }));
    await world.objects.record(dueRecord(ID));
    const deliveries = [1, 2, 3, 4].map(() => world.deliver(signed(completedEvent, SECRET)));
    const [, ...answers] = await Promise.all([poll(world.stack), ...deliveries]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await world.objects.keys()).toEqual([completedKeyOf(ID)]);
    expect(await world.result()).toMatchObject({ status: 'completed', response: whole });
  });

  it('is accepted where there is no bucket', async () => {
    expect(
      await world.asked(async () =>
        expect(await world.deliver(signed(completedEvent, SECRET), {}, world.bucketless)).toMatchObject(
          accepted('accepted'),
        ),
      ),
    ).toBe(0);
  });
});

it('leaves no secret in the log', async () => {
  const all = await world.log();
  expect(all).toContain('wh_marker');
  for (const secret of SECRETS) expect(all).not.toContain(secret);
});
