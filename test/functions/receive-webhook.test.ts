import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { apiGatewayEvent, functionUrlEvent } from '../../infra/local/events.ts';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import type { ArchivedResult } from '../../lib/background/archived-result.ts';
import { refuse } from '../support/fake-s3.ts';
import { type GatedS3, startGatedS3 } from '../support/gated-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playJson, startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import {
  backgroundResponse,
  completedKeyOf,
  dueRecord,
  type Objects,
  objectsAt,
  pendingKeyOf,
  poll,
} from './background-calls.ts';
import { backgroundEvents, toldResponse } from './background-events.ts';
import { invokeDirectly } from './events.ts';
import { BUCKET, storage } from './image-calls.ts';
import { imageItem } from './image-upstream.ts';
import { type Answer, ask, DOORS, playLifecycle, queryOf, refusal, replay } from './lifecycle-calls.ts';
import { type Delivery, forgeries, newSecret, nowSeconds, signed, webhookEvent } from './webhook-delivery.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_1';
const PATH = '/api/webhooks/openai';
const SECRET = newSecret();
const [png] = (await pictures()) as [Picture];

let s3: LocalS3;
let gate: GatedS3;
let objects: Objects;
let upstream: Upstream;
let stack: Stack;
let secretless: Stack;
let bucketless: Stack;

beforeAll(async () => {
  s3 = await startLocalS3({ bucket: BUCKET });
  gate = await startGatedS3(s3.url);
  objects = objectsAt(s3.url);
  upstream = await startUpstream();
  const start = (environment: Record<string, string>) =>
    startStack({
      upstream: upstream.url,
      environment: { ...environment, OPENAI_RETRY_DELAY: '0', LOG_PAYLOADS: 'full' },
    });
  stack = await start({ ...storage(gate.url), OPENAI_WEBHOOK_SECRET: SECRET });
  secretless = await start(storage(gate.url));
  bucketless = await start({ OPENAI_WEBHOOK_SECRET: SECRET });
});
afterAll(() => Promise.all([stack, secretless, bucketless, upstream, gate, s3].map((part) => part.close())));
beforeEach(async () => {
  gate.gate();
  upstream.handle(playLifecycle({}));
  await objects.clear();
});

/** Sends a delivery as OpenAI does. */
function deliver(
  { headers, body }: Delivery,
  more: Readonly<Record<string, string>> = {},
  to = stack,
): Promise<Answer> {
  return ask(to, 'POST', PATH, { headers: { ...headers, ...more }, body });
}

const completedEvent = webhookEvent('response.completed', { id: ID });
const accepted = (result: string) => ({ status: 200, body: { received: true, result } });
const resultOf = async (id = ID) => (await objects.json(completedKeyOf(id))) as ArchivedResult | undefined;

/** How many requests reached OpenAI while `work` was done. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  const before = upstream.requests.length;
  await work();
  return upstream.requests.length - before;
}

describe.each(DOORS)('a webhook through %s', (_door, headers) => {
  it.each(['completed', 'failed', 'cancelled', 'incomplete'])('settles a response that is %s', async (status) => {
    const fields = status === 'failed' ? { error: { code: 'server_error', message: 'No' } } : {};
    const whole = backgroundResponse(ID, status, fields);
    upstream.handle(playLifecycle({ retrieve: playJson(whole) }));
    const record = dueRecord(ID, { attempts: 2, include: ['message.output_text.logprobs'] });
    await objects.record(record);
    const delivery = signed(webhookEvent(`response.${status}`, { id: ID }), SECRET, { id: `wh_${status}` });
    expect(await deliver(delivery, headers)).toMatchObject(accepted('settled'));
    expect(await objects.keys()).toEqual([completedKeyOf(ID)]);
    expect(await resultOf()).toMatchObject({
      id: ID,
      status,
      endpoint: 'create-text',
      created_at: record.created_at,
      attempts: 3,
      webhook_id: `wh_${status}`,
      usage: whole.usage,
      response: whole,
    });
    const request = upstream.requests.at(-1) as (typeof upstream.requests)[number];
    expect([...queryOf(request)]).toEqual([['include[]', 'message.output_text.logprobs']]);
  });

  it('keeps the images of a response, and their base64 nowhere else', async () => {
    const output = [imageItem('ig_1', png.bytes)];
    upstream.handle(playLifecycle({ retrieve: playJson(backgroundResponse(ID, 'completed', { output })) }));
    await objects.record(dueRecord(ID, { endpoint: 'create-image', delivery: 'url' }));
    expect(await deliver(signed(completedEvent, SECRET), headers)).toMatchObject(accepted('settled'));
    const result = await resultOf();
    expect(result?.images).toMatchObject([{ id: 'ig_1', content_type: 'image/png', bytes: png.bytes.length }]);
    expect(JSON.stringify(result)).not.toContain(png.bytes.toString('base64'));
    const kept = await objects.get(String(result?.images[0]?.key));
    expect(Buffer.from(await kept.arrayBuffer()).equals(png.bytes)).toBe(true);
    expect(await objects.keys('background/')).toEqual([completedKeyOf(ID)]);
  });

  it('answers every further delivery at once, the same and another, without asking OpenAI', async () => {
    upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    await objects.record(dueRecord(ID));
    const first = signed(completedEvent, SECRET, { id: 'wh_first' });
    expect(await deliver(first, headers)).toMatchObject(accepted('settled'));
    const before = await resultOf();
    const further = [first, signed(completedEvent, SECRET, { id: 'wh_other' })];
    expect(
      await asked(async () => {
        for (const delivery of further) expect(await deliver(delivery, headers)).toMatchObject(accepted('duplicate'));
      }),
    ).toBe(0);
    expect(await resultOf()).toEqual(before);
    expect(before?.webhook_id).toBe('wh_first');
  });

  it('has nothing left to do where polling was first', async () => {
    upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    await objects.record(dueRecord(ID));
    expect(await poll(stack)).toMatchObject({ settled: 1 });
    const before = await resultOf();
    expect(
      await asked(async () => {
        expect(await deliver(signed(completedEvent, SECRET), headers)).toMatchObject(accepted('duplicate'));
      }),
    ).toBe(0);
    expect(await resultOf()).toEqual(before);
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
    expect(await asked(async () => expect(await deliver(delivery, headers)).toMatchObject(accepted('accepted')))).toBe(
      0,
    );
    const { line } = await stack.logged(`"webhook_id":"${delivery.headers['webhook-id']}"`);
    expect(JSON.parse(line)).toMatchObject({ level, message: 'webhook', type });
    expect(await objects.keys()).toEqual([]);
  });
});

describe('a webhook whose body the gateway has encoded in base64', () => {
  it.each([
    ['v2', functionUrlEvent],
    ['v1', apiGatewayEvent],
  ])('is checked over what it was (%s)', async (_version, eventOf) => {
    upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    await objects.record(dueRecord(ID));
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
    expect(await invokeDirectly(stack, 'receive-webhook', encoded)).toMatchObject({
      statusCode: 200,
      body: { received: true, result: 'settled' },
    });
    expect(await objects.keys()).toEqual([completedKeyOf(ID)]);
  });
});

describe('a webhook that is not OpenAI’s', () => {
  const cases = forgeries(completedEvent, SECRET);

  it.each(cases)('%s is refused with 401, and nobody is asked', async (_name, forge) => {
    await objects.record(dueRecord(ID));
    const before = [upstream.requests.length, gate.calls.length];
    const answer = await deliver(forge());
    expect(answer).toMatchObject({ status: 401, body: { error_code: 'webhook_rejected' } });
    expect([upstream.requests.length, gate.calls.length]).toEqual(before);
    expect(await objects.keys()).toEqual([pendingKeyOf(ID)]);
  });

  it('does not learn why: all refusals are the same but for their time', async () => {
    const bodies: string[] = [];
    for (const [, forge] of cases) {
      const { body } = await deliver(forge());
      expect(Object.keys(body)).toEqual(['statusCode', 'timestamp', 'path', 'message', 'error_code', 'hint']);
      bodies.push(JSON.stringify({ ...body, timestamp: '' }));
    }
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('a webhook of OpenAI', () => {
  it.each([-290, 290])('is taken %i s from our time', async (seconds) => {
    const delivery = signed(webhookEvent('batch.completed', {}), SECRET, { timestamp: nowSeconds() + seconds });
    expect(await deliver(delivery)).toMatchObject(accepted('accepted'));
  });

  it('is taken with one of several signatures, as while a secret is replaced', async () => {
    const body = webhookEvent('batch.completed', {});
    const { headers } = signed(body, SECRET, { id: 'wh_rotated' });
    const { headers: other } = signed(body, newSecret(), { id: 'wh_rotated' });
    const both = `${other['webhook-signature']} ${headers['webhook-signature']}`;
    expect(await deliver({ body, headers: { ...headers, 'webhook-signature': both } })).toMatchObject(
      accepted('accepted'),
    );
  });

  it.each([
    ['no JSON', '{', 'invalid_json'],
    ['no event', '[]', 'validation_failed'],
    ['no type', '{"data":{"id":"resp_1"}}', 'validation_failed'],
  ])('that is %s is refused with 400', async (_what, body, error_code) => {
    expect(await deliver(signed(body, SECRET))).toMatchObject({ status: 400, body: { error_code } });
  });

  it('about a response of which there is no record settles it as well', async () => {
    upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    expect(await deliver(signed(completedEvent, SECRET))).toMatchObject(accepted('settled'));
    expect(await resultOf()).toMatchObject({ id: ID, status: 'completed', endpoint: null, delivery: null });
  });

  it('about a stream keeps where its texts ended', async () => {
    const events = backgroundEvents(ID);
    upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)), stream: replay(events) }));
    await objects.record(dueRecord(ID, { endpoint: 'stream-text' }));
    expect(await deliver(signed(completedEvent, SECRET))).toMatchObject(accepted('settled'));
    expect((await resultOf())?.text_offsets).toMatchObject({ last_sequence: events.length - 1, parts: [{}] });
  });

  it('takes the place of a result that said lost', async () => {
    await objects.record(dueRecord(ID));
    expect(await poll(stack)).toMatchObject({ settled: 1 });
    expect(await resultOf()).toMatchObject({ status: 'lost' });
    upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    expect(await deliver(signed(completedEvent, SECRET))).toMatchObject(accepted('settled'));
    expect(await resultOf()).toMatchObject({ status: 'completed', response: { status: 'completed' } });
  });

  it('is settled once and whole where several come at the same time, and a poll with them', async () => {
    const whole = toldResponse(ID);
    upstream.handle(playLifecycle({ retrieve: playJson(whole) }));
    await objects.record(dueRecord(ID));
    const deliveries = [1, 2, 3, 4].map(() => deliver(signed(completedEvent, SECRET)));
    const [, ...answers] = await Promise.all([poll(stack), ...deliveries]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await objects.keys()).toEqual([completedKeyOf(ID)]);
    expect(await resultOf()).toMatchObject({ status: 'completed', response: whole });
  });

  it('is accepted where there is no bucket', async () => {
    expect(
      await asked(async () =>
        expect(await deliver(signed(completedEvent, SECRET), {}, bucketless)).toMatchObject(accepted('accepted')),
      ),
    ).toBe(0);
  });

  it('cannot be checked without a secret: 500, which says nothing of it', async () => {
    const answer = await deliver(signed(completedEvent, SECRET), {}, secretless);
    expect(answer).toMatchObject({ status: 500, body: { error_code: 'misconfigured' } });
    expect(answer.text).not.toContain('SECRET');
    await secretless.logged('OPENAI_WEBHOOK_SECRET is needed');
  });
});

describe('a delivery that cannot be settled', () => {
  const told = playJson(toldResponse(ID));
  const fails = refuse(500, 'InternalError');

  it.each([
    ['OpenAI fails', refusal.down, () => {}, 500],
    ['OpenAI cannot be reached', (_request, response) => void response.socket?.destroy(), () => {}, 502],
    ['OpenAI says that the response runs on', playJson(backgroundResponse(ID, 'in_progress')), () => {}, 409],
    ['S3 is down', told, () => gate.gate({ before: () => (request) => request.socket.destroy() }), 502],
    [
      'S3 takes no result',
      told,
      () => gate.gate({ before: ({ method }) => (method === 'PUT' ? fails : undefined) }),
      502,
    ],
    [
      'S3 keeps the record',
      told,
      () => gate.gate({ before: ({ method }) => (method === 'DELETE' ? fails : undefined) }),
      502,
    ],
  ] as [string, UpstreamHandler, () => void, number][])(
    'since %s fails, and is settled when OpenAI delivers it again',
    async (_case, retrieve, breakS3, status) => {
      await objects.record(dueRecord(ID));
      upstream.handle(playLifecycle({ retrieve }));
      breakS3();
      const delivery = signed(completedEvent, SECRET);
      const failed = await deliver(delivery);
      expect(failed.status).toBe(status);
      expect(await objects.keys()).toContain(pendingKeyOf(ID));

      gate.gate();
      upstream.handle(playLifecycle({ retrieve: told }));
      expect(await deliver(delivery)).toMatchObject({ status: 200, body: { received: true } });
      expect(await objects.keys()).toEqual([completedKeyOf(ID)]);
      expect(await resultOf()).toMatchObject({ status: 'completed', webhook_id: delivery.headers['webhook-id'] });
    },
  );
});

it('leaves neither a secret nor a signature in the log', async () => {
  upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
  const good = signed(completedEvent, SECRET);
  const bad = signed(completedEvent, newSecret(), { id: 'wh_forged' });
  await deliver(good);
  await deliver(bad);
  await deliver(signed(webhookEvent('batch.completed', {}), SECRET, { id: 'wh_marker' }));
  await stack.logged('wh_marker');
  const all = stack.logs.map(({ line }) => line).join('\n');
  expect(all).toContain('webhook_rejected');
  for (const secret of [SECRET, SECRET.slice('whsec_'.length), ...[good, bad].map(signatureOf)])
    expect(all).not.toContain(secret);
});

const signatureOf = ({ headers }: Delivery): string => String(headers['webhook-signature']).slice('v1,'.length);
