import type { ArchivedResult } from '../../lib/background/records/archived-result.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { type Delivery, newSecret, signed, webhookEvent } from '../support/webhook-delivery.ts';
import { completedKeyOf } from './background-calls.ts';
import { storage } from './image-calls.ts';
import { type Answer, ask, playLifecycle } from './lifecycle-calls.ts';
import { type LifecycleWorld, startLifecycleWorld } from './lifecycle-world.ts';

export const ID = 'resp_1';
export const PATH = '/api/webhooks/openai';
export const SECRET = newSecret();
/** What no log may have of the secret: all of it, and the part that signs. */
export const SECRETS: readonly string[] = [SECRET, SECRET.slice('whsec_'.length)];

/** The event that tells of `ID`. */
export const completedEvent = webhookEvent('response.completed', { id: ID });

/** The answer to a delivery that was taken. */
export const accepted = (result: string) => ({ status: 200, body: { received: true, result } });

/** A lifecycle world that has the webhook secret, and the functions once more as they are without it. */
export interface WebhookWorld extends LifecycleWorld {
  readonly secretless: Stack;
  /** Sends a delivery as OpenAI does, to `stack` unless told otherwise. */
  deliver(delivery: Delivery, more?: Readonly<Record<string, string>>, to?: Stack): Promise<Answer>;
  /** How many requests reached OpenAI while `work` was done. */
  asked(work: () => Promise<unknown>): Promise<number>;
  /** The archived result of `ID`; undefined where there is none. */
  result(): Promise<ArchivedResult | undefined>;
  /** All that `stack` has logged, up to one more delivery. */
  log(): Promise<string>;
}

/** Starts one, with all payloads in its logs. The caller closes it. */
export async function startWebhookWorld(): Promise<WebhookWorld> {
  // As many retries as without the variable, none of them late.
  const environment = { OPENAI_MAX_RETRIES: '3', OPENAI_RETRY_DELAY: '0', LOG_PAYLOADS: 'full' };
  const world = await startLifecycleWorld({ ...environment, OPENAI_WEBHOOK_SECRET: SECRET });
  const { upstream, gate, objects, stack } = world;
  const secretless = await startStack({
    upstream: upstream.url,
    environment: { ...storage(gate.url), ...environment },
  });
  const deliver: WebhookWorld['deliver'] = ({ headers, body }, more = {}, to = stack) =>
    ask(to, 'POST', PATH, { headers: { ...headers, ...more }, body });
  return {
    ...world,
    secretless,
    deliver,
    async asked(work) {
      const before = upstream.requests.length;
      await work();
      return upstream.requests.length - before;
    },
    result: async () => (await objects.json(completedKeyOf(ID))) as ArchivedResult | undefined,
    async log() {
      await deliver(signed(webhookEvent('batch.completed', {}), SECRET, { id: 'wh_marker' }));
      await stack.logged('wh_marker');
      return stack.logs.map(({ line }) => line).join('\n');
    },
    async reset() {
      upstream.handle(playLifecycle({}));
      await world.reset();
    },
    async close() {
      await Promise.all([secretless, world].map((part) => part.close()));
    },
  };
}
