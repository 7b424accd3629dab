import * as z from 'zod';

/** A delivery as it came: what is signed is its body's very text, so nothing has parsed it. */
export const webhookDeliverySchema = z.object({
  body: z.string().default(''),
  headers: z.record(z.string(), z.string()),
});

/** A delivery whose signature has not been checked. */
export type WebhookDelivery = z.output<typeof webhookDeliverySchema>;
