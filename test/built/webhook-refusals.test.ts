import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { playJson } from '../support/upstream.ts';
import { type Delivery, forgeries, newSecret, signed } from '../support/webhook-delivery.ts';
import { dueRecord, pendingKeyOf } from './background-calls.ts';
import { toldResponse } from './background-events.ts';
import { playLifecycle } from './lifecycle-calls.ts';
import { completedEvent, ID, SECRET, SECRETS, startWebhookWorld, type WebhookWorld } from './webhook-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: WebhookWorld;

beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe('a webhook that is not OpenAI’s', () => {
  const cases = forgeries(completedEvent, SECRET);

  it.each(cases)('%s is refused with 401, and nobody is asked', async (_name, forge) => {
    await world.objects.record(dueRecord(ID));
    const before = [world.upstream.requests.length, world.gate.calls.length];
    const answer = await world.deliver(forge());
    expect(answer).toMatchObject({ status: 401, body: { error_code: 'webhook_rejected' } });
    expect([world.upstream.requests.length, world.gate.calls.length]).toEqual(before);
    expect(await world.objects.keys()).toEqual([pendingKeyOf(ID)]);
  });

  it('does not learn why: all refusals are the same but for their time', async () => {
    const bodies: string[] = [];
    for (const [, forge] of cases) {
      const { body } = await world.deliver(forge());
      expect(Object.keys(body)).toEqual(['statusCode', 'timestamp', 'path', 'message', 'error_code', 'hint']);
      bodies.push(JSON.stringify({ ...body, timestamp: '' }));
    }
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('a webhook of OpenAI', () => {
  it.each([
    ['no JSON', '{', 'invalid_json'],
    ['no event', '[]', 'validation_failed'],
    ['no type', '{"data":{"id":"resp_1"}}', 'validation_failed'],
  ])('that is %s is refused with 400', async (_what, body, error_code) => {
    expect(await world.deliver(signed(body, SECRET))).toMatchObject({ status: 400, body: { error_code } });
  });
});

it('leaves neither a secret nor a signature in the log', async () => {
  world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
  const good = signed(completedEvent, SECRET);
  const bad = signed(completedEvent, newSecret(), { id: 'wh_forged' });
  await world.deliver(good);
  await world.deliver(bad);
  const all = await world.log();
  expect(all).toContain('webhook_rejected');
  for (const secret of [...SECRETS, ...[good, bad].map(signatureOf)]) expect(all).not.toContain(secret);
});

const signatureOf = ({ headers }: Delivery): string => String(headers['webhook-signature']).slice('v1,'.length);
