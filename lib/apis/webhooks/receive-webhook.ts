import { isResult } from '../../background/records/archived-result.ts';
import type { JobKind, JobRecord } from '../../background/records/job-record.ts';
import { openJobStore } from '../../background/records/open-job-store.ts';
import { countJob } from '../../background/settle/count-job.ts';
import { askForOutcome } from '../../background/settle/job-outcome.ts';
import { settle } from '../../background/settle/settle.ts';
import { videoKeeper } from '../../background/settle/video-keeper.ts';
import { withWindow } from '../../background/settle/with-window.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { logSettled } from '../../logging/background-log.ts';
import { logger } from '../../logging/logger.ts';
import { openImageStore } from '../../storage/images/open-image-store.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import { verifyWebhook } from '../../upstream/verify-webhook.ts';
import { parseRequest } from '../../validation/parse-request.ts';
import type { WebhookDelivery } from './schemas/webhook-delivery.ts';
import { webhookAction, webhookEventSchema } from './schemas/webhook-event.ts';

/** What was done about a delivery. */
type WebhookAnswer = 'settled' | 'duplicate' | 'accepted';

/**
 * `receive-webhook`: settles the background response whose end OpenAI tells of. Answered with 2xx once that is done, so that
 * OpenAI delivers again what failed; polling is the net below. Throws `ServiceError`: `webhook_rejected` for what OpenAI has
 * not signed, and what retrieving and storing throw.
 */
export async function receiveWebhook(delivery: WebhookDelivery, context: RequestContext) {
  await verifyWebhook(delivery, context);
  const event = parseRequest(webhookEventSchema, parsed(delivery.body));
  context.recorder.requested(event);
  const { action, kind } = webhookAction(event.type);
  const id = event.data?.id;
  const webhookId = delivery.headers['webhook-id'] ?? '';
  let result: WebhookAnswer = 'accepted';
  if (action === 'settle' && id !== undefined) result = await settleNotified({ id, kind, webhookId }, context);
  else logger()[action === 'unknown' ? 'warn' : 'info']('webhook', { type: event.type, webhook_id: webhookId });
  return { statusCode: 200, body: { received: true, result } };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new ServiceError('invalid_json', { cause });
  }
}

interface Notice {
  readonly id: string;
  readonly kind: JobKind;
  readonly webhookId: string;
}

async function settleNotified({ id, kind, webhookId }: Notice, context: RequestContext): Promise<WebhookAnswer> {
  const deadline = s3Deadline(context.deadline);
  const store = await openJobStore(context.environment, deadline);
  // Nowhere to put a result: nothing has been recorded either.
  if (!store) return 'accepted';
  const known = await store.resultFacts(id);
  if (known && isResult(known)) {
    // The delivery before may have come no further than this.
    await store.removeRecord(id);
    return 'duplicate';
  }
  const kept = await store.readRecord(id);
  const record = kept ?? unrecorded(id, kind, context);
  const outcome = await askForOutcome(record, context);
  if (outcome.kind === 'lost' && !kept) {
    // Deleted before the delivery came, or never this service's: nobody waits for a word on it.
    logger().info('webhook of a response that is gone', { response_id: id, webhook_id: webhookId });
    return 'accepted';
  }
  if (outcome.kind === 'running') {
    // Told too early: the next delivery, or a poll, will find it ended.
    throw new ServiceError('conflict', { message: 'The response has not ended yet.' });
  }
  const openImages = () => openImageStore(context.environment);
  const settling = {
    store,
    openImages,
    videos: videoKeeper(context, deadline),
    now: context.date,
    webhookId,
    isRecorded: kept !== undefined,
    signal: deadline,
  };
  const status = await settle(record, outcome, settling);
  if (!status) return (await store.resultFacts(id)) ? 'duplicate' : 'accepted';
  const response = 'whole' in outcome ? withWindow(outcome.whole.response, record) : undefined;
  logSettled({ record, status, response, now: context.date() });
  await countJob(record, response, context);
  return 'settled';
}

/** A response whose record is gone, or was never ours: what OpenAI says of it is all there is. */
function unrecorded(id: string, kind: JobKind, context: RequestContext): JobRecord {
  const now = context.date().toISOString();
  const rest = { endpoint: null, model: null, created_at: now, next_poll_at: now, attempts: 0, delivery: null };
  return { id, kind, ...rest, include: [] };
}
