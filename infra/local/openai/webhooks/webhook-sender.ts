import type { UnwrapWebhookEvent } from 'openai/resources/webhooks';
import type { Background } from '../background/background.ts';
import type { Notice } from '../background/background-settings.ts';
import { type Clock, sleepBy } from '../background/clock.ts';
import { createIdentify } from '../identifiers.ts';
import { signWebhook } from './sign-webhook.ts';

/** Where webhooks go, and what they are signed with. */
export interface WebhookReceiver {
  /** A function where the address is known only later; it is asked before each attempt. */
  readonly url: string | (() => string);
  /** `whsec_` and base64, as OpenAI hands them out, or any other text. */
  readonly secret: string;
}

export interface WebhookSender {
  /** Tells of a background response's end as its `metadata.webhook` says. Resolves when that is done or given up. */
  readonly announce: (background: Background) => Promise<void>;
  /** Gives up what is under way. */
  readonly close: () => void;
}

/** What each `metadata.webhook` comes to: how often the same webhook is sent, and whether its signature is right. */
const MANNERS: Readonly<Record<Notice, { readonly times: number; readonly genuine: boolean }>> = {
  once: { times: 1, genuine: true },
  twice: { times: 2, genuine: true },
  forged: { times: 1, genuine: false },
};

/** OpenAI tries for 72 hours, ever more seldom; here it is enough to see that it does. Milliseconds before each retry. */
const RETRY_WAITS = [500, 2000];

/** Milliseconds that a receiver has to answer. */
const PATIENCE = 10_000;

const FORGER = 'somebody else';

type ResponseEvent = Extract<UnwrapWebhookEvent, { type: `response.${string}` }>;

/** Sends signed webhooks as OpenAI does. */
export function createWebhookSender({ url, secret }: WebhookReceiver, clock: Clock): WebhookSender {
  const closing = new AbortController();
  const sleep = sleepBy(clock);

  const attempt = async (id: string, body: string, genuine: boolean): Promise<void> => {
    const timestamp = Math.floor(clock.now() / 1000);
    const signed = signWebhook({ id, timestamp, body }, genuine ? secret : FORGER);
    const answer = await fetch(typeof url === 'function' ? url() : url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'OpenAI/1.0 (stand-in)', ...signed },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE)]),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`it was answered with ${answer.status}`);
  };

  const deliver = async (id: string, body: string, genuine: boolean): Promise<void> => {
    for (const wait of RETRY_WAITS) {
      try {
        return await attempt(id, body, genuine);
      } catch {
        await sleep(wait, closing.signal);
      }
    }
    await attempt(id, body, genuine);
  };

  return {
    async announce(background) {
      const { settings, record } = background;
      if (settings.webhook === undefined) return;
      const { times, genuine } = MANNERS[settings.webhook];
      const identify = createIdentify(`${record.seed}:webhook`);
      const id = identify('wh', 32);
      const body = JSON.stringify(eventOf(background, identify('evt', 32)));
      try {
        for (let time = 0; time < times; time += 1) await deliver(id, body, genuine);
      } catch (error) {
        if (closing.signal.aborted) return;
        const reason = error instanceof Error ? error.message : String(error);
        process.stderr.write(`stand-in: gives up the webhook of ${record.id}: ${reason}\n`);
      }
    },
    close: () => closing.abort(),
  };
}

/** `created_at` is when it ended (the SDK's types), in the time that its answers go by. */
function eventOf({ record, timeline }: Background, id: string): ResponseEvent {
  const { cancelledAt, createdAt, startedAt } = record;
  const lasted = cancelledAt === undefined ? timeline.endsAfter : cancelledAt - startedAt;
  const type = `response.${cancelledAt === undefined ? timeline.status : 'cancelled'}` as const;
  return { id, object: 'event', type, created_at: createdAt + Math.round(lasted / 1000), data: { id: record.id } };
}
