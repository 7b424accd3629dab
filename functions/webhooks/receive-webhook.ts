import { receiveWebhook } from '../../lib/apis/webhooks/receive-webhook.ts';
import { webhookDelivery } from '../../lib/apis/webhooks/schemas/webhook-delivery.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('receive-webhook', { request: webhookDelivery, serve: receiveWebhook });
