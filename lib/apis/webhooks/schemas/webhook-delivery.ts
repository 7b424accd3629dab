import * as z from 'zod';

import type { CheckedRequest } from '../../../validation/request-schemas.ts';

/** A delivery as it came: what is signed is its body's very text, so nothing has parsed it. */
export const webhookDelivery = {
  headers: z.record(z.string(), z.string()),
  body: z.string().default(''),
};

/** A delivery whose signature has not been checked. */
export type WebhookDelivery = CheckedRequest<typeof webhookDelivery>;
