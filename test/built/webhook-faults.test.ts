import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuse } from '../support/fake-s3.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import { signed } from '../support/webhook-delivery.ts';
import { backgroundResponse, completedKeyOf, dueRecord, pendingKeyOf } from './background-calls.ts';
import { toldResponse } from './background-events.ts';
import { playLifecycle, refusal } from './lifecycle-calls.ts';
import { completedEvent, ID, SECRET, SECRETS, startWebhookWorld, type WebhookWorld } from './webhook-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: WebhookWorld;

beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe('a delivery that cannot be settled', () => {
  const told = playJson(toldResponse(ID));
  const fails = refuse(500, 'InternalError');

  it.each([
    ['OpenAI fails', refusal.down, () => {}, 500],
    ['OpenAI cannot be reached', (_request, response) => void response.socket?.destroy(), () => {}, 502],
    ['OpenAI says that the response runs on', playJson(backgroundResponse(ID, 'in_progress')), () => {}, 409],
    ['S3 is down', told, () => world.gate.gate({ before: () => (request) => request.socket.destroy() }), 502],
    [
      'S3 takes no result',
      told,
      () => world.gate.gate({ before: ({ method }) => (method === 'PUT' ? fails : undefined) }),
      502,
    ],
    [
      'S3 keeps the record',
      told,
      () => world.gate.gate({ before: ({ method }) => (method === 'DELETE' ? fails : undefined) }),
      502,
    ],
  ] as [string, UpstreamHandler, () => void, number][])(
    'since %s fails, and is settled when OpenAI delivers it again',
    async (_case, retrieve, breakS3, status) => {
      await world.objects.record(dueRecord(ID));
      world.upstream.handle(playLifecycle({ retrieve }));
      breakS3();
      const delivery = signed(completedEvent, SECRET);
      const failed = await world.deliver(delivery);
      expect(failed.status).toBe(status);
      expect(await world.objects.keys()).toContain(pendingKeyOf(ID));

      world.gate.gate();
      world.upstream.handle(playLifecycle({ retrieve: told }));
      expect(await world.deliver(delivery)).toMatchObject({ status: 200, body: { received: true } });
      expect(await world.objects.keys()).toEqual([completedKeyOf(ID)]);
      expect(await world.result()).toMatchObject({ status: 'completed', webhook_id: delivery.headers['webhook-id'] });
    },
  );
});

describe('a webhook of OpenAI', () => {
  it('cannot be checked without a secret: 500, which says nothing of it', async () => {
    const answer = await world.deliver(signed(completedEvent, SECRET), {}, world.secretless);
    expect(answer).toMatchObject({ status: 500, body: { error_code: 'misconfigured' } });
    expect(answer.text).not.toContain('SECRET');
    await world.secretless.logged('OPENAI_WEBHOOK_SECRET is needed');
  });
});

it('leaves no secret in the log', async () => {
  const all = await world.log();
  expect(all).toContain('wh_marker');
  for (const secret of SECRETS) expect(all).not.toContain(secret);
});
