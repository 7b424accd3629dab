import type { WebhookDelivery } from '../apis/webhooks/schemas/webhook-delivery.ts';
import type { RequestContext } from '../context/request-context.ts';
import { ServiceError } from '../errors/service-error.ts';
import { openaiClient } from './client.ts';
import { webhookSecret } from './credentials.ts';

/** How old, or how far ahead of our clock, a delivery may be: the Standard Webhooks' and the SDK's own five minutes. */
const TOLERANCE_SECONDS = 300;

/**
 * Checks that OpenAI has signed a delivery. Throws a `ServiceError`: `webhook_rejected` (401), which says nothing of the why,
 * or `misconfigured` where the function has no secret to check with.
 */
export async function verifyWebhook({ body, headers }: WebhookDelivery, context: RequestContext): Promise<void> {
  const secret = await webhookSecret(context.environment);
  const { webhooks } = openaiClient(context.environment);
  try {
    await webhooks.verifySignature(body, headers, secret, TOLERANCE_SECONDS);
  } catch (cause) {
    throw new ServiceError('webhook_rejected', { cause });
  }
}
