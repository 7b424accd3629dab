import * as z from 'zod';

/** What a signed delivery carries (https://github.com/standard-webhooks/standard-webhooks, "Webhook metadata"). */
export const webhookHeadersSchema = z.object({
  'webhook-id': z
    .string()
    .meta({ description: "The delivery's ID, the same when it is repeated.", example: 'wh_abc123' }),
  'webhook-timestamp': z.string().meta({ description: 'Seconds since 1970.', example: '1795000000' }),
  'webhook-signature': z.string().meta({
    description: 'v1 and the HMAC-SHA256 of ID, timestamp and body, in base64; several, separated by spaces.',
    example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  }),
});
