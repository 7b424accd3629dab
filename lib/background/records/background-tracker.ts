import type {
  AcceptedResponse,
  RequestedOutput,
  ResponseTracker,
} from '../../apis/responses/tracking/response-tracker.ts';
import { DEADLINE_MARGIN_MS } from '../../context/deadline.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { EndpointName } from '../../endpoints/table.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { logger } from '../../logging/logger.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import { checkDone } from '../../upstream/check-done.ts';
import { pollWaitMs } from '../poll/poll-backoff.ts';
import type { JobRecord } from './job-record.ts';
import { openJobStore } from './open-job-store.ts';

/** Kept for cancelling a response that S3 did not record in time … */
const CANCEL_MS = 3_000;
/** … and, of that, for telling the caller. */
const ANSWER_MS = 250;
/** setTimeout's largest delay. */
const LONGEST_MS = 2_147_483_647;

/** Records the background responses of an endpoint, so that they are settled whatever becomes of their caller. */
export function backgroundTracker(endpoint: EndpointName): ResponseTracker {
  return {
    // The S3 client loads while OpenAI works; what goes wrong with it is told when the record is written.
    prepare: (context) => void openJobStore(context.environment).catch(() => undefined),
    track: async (response, context, requested) => {
      try {
        const store = await beforeCancelling(openJobStore(context.environment, s3Deadline(context.deadline)), context);
        if (!store) return ['this response is not followed: the service has no STORAGE_BUCKET'];
        await beforeCancelling(store.putRecord(newRecord(endpoint, response, context, requested)), context);
        context.recorder.countedElsewhere();
        return [];
      } catch (error) {
        return giveUp(response, context, error);
      }
    },
  };
}

function newRecord(
  endpoint: EndpointName,
  response: AcceptedResponse,
  context: RequestContext,
  requested: RequestedOutput,
): JobRecord {
  const owner = context.guard.jobOwner();
  return {
    id: response.id,
    kind: 'response',
    endpoint,
    model: response.model,
    created_at: new Date(response.createdAt * 1000).toISOString(),
    next_poll_at: new Date(context.date().getTime() + pollWaitMs(0, Math.random())).toISOString(),
    attempts: 0,
    delivery: requested.delivery ?? null,
    include: requested.include ?? [],
    ...(requested.completionWindow === undefined ? {} : { completion_window: requested.completionWindow }),
    ...(owner && { owner }),
  };
}

/** Work that leaves time to cancel the response where it does not come to its end. */
async function beforeCancelling<T>(work: Promise<T>, { deadline }: RequestContext): Promise<T> {
  const waitMs = Math.max(deadline.leftMs(DEADLINE_MARGIN_MS + CANCEL_MS), deadline.leftMs(0) / 2);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ServiceError('background_store_failed')), Math.min(waitMs, LONGEST_MS));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A response that nobody follows would cost money for a result that nobody gets. */
async function giveUp({ id }: AcceptedResponse, context: RequestContext, cause: unknown): Promise<never> {
  const { hint, retryable } = toServiceError(cause);
  // The caller hears of it even in the last moment: what is kept for other answers is time to cancel in.
  const deadline = context.deadline.earlierBy(ANSWER_MS - DEADLINE_MARGIN_MS);
  const cancelling: RequestContext = { ...context, deadline };
  // Loaded here: it brings OpenAI's client, which what passes requests on does without.
  const cancelled = await import('../../upstream/cancel-upstream.ts')
    .then(({ cancelUpstream }) => cancelUpstream(id, cancelling))
    .then((upstream) => checkDone(upstream, cancelling))
    .then(
      () => true,
      (error: unknown) => {
        logger().error('background response not cancelled', { response_id: id, error: toServiceError(error) });
        return false;
      },
    );
  throw new ServiceError('background_not_recorded', {
    cause,
    retryable,
    ...(cancelled
      ? { hint }
      : {
          message: `The background response ${id} could not be recorded, and could not be cancelled either.`,
          hint: `Cancel it with POST /api/responses/${id}/cancel, or it runs on and costs. ${hint}`,
        }),
  });
}
