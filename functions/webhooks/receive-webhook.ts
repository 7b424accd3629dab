import { receiveWebhook } from '../../lib/background/webhook-service.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { webhookDeliverySchema } from '../../lib/requests/webhook-delivery.ts';

export const handler = endpoint('receive-webhook', { request: webhookDeliverySchema, serve: receiveWebhook });
