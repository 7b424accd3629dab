import { createHmac } from 'node:crypto';

/** What a webhook's signature covers. */
export interface SignedParts {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

const PREFIX = 'whsec_';

/**
 * The headers of a signed webhook (Standard Webhooks, "Signature scheme"): HMAC-SHA256 of `id.timestamp.body`. A secret
 * that begins with `whsec_` is base64 from there on; any other is taken as it is.
 */
export function signWebhook({ id, timestamp, body }: SignedParts, secret: string): Record<string, string> {
  const key = secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret);
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` };
}
