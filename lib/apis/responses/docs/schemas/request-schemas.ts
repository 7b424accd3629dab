import { webhookEventSchema } from '../../../webhooks/schemas/webhook-event.ts';
import { compactRequestSchema } from '../../schemas/compact-request.ts';
import { imageRequestSchema, imageStreamRequestSchema } from '../../schemas/image-request.ts';
import { inputTokensRequestSchema } from '../../schemas/input-tokens-request.ts';
import { textRequestSchema, textStreamRequestSchema } from '../../schemas/text-request.ts';

/**
 * The bodies that endpoints take, under the names that the document has for them. By `id`, not among its components: those
 * are also made as answers would be, which a body that is transformed cannot be.
 */
export const bodies = {
  text: textRequestSchema.meta({ id: 'TextRequest' }),
  textStream: textStreamRequestSchema.meta({ id: 'TextStreamRequest' }),
  image: imageRequestSchema.meta({ id: 'ImageRequest' }),
  imageStream: imageStreamRequestSchema.meta({ id: 'ImageStreamRequest' }),
  inputTokens: inputTokensRequestSchema.meta({ id: 'InputTokensRequest' }),
  compact: compactRequestSchema.meta({ id: 'CompactRequest' }),
  webhook: webhookEventSchema.meta({ id: 'WebhookEvent' }),
} as const;
