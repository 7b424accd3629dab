import { retrieveVideo } from '../../apis/videos/upstream/retrieve-video.ts';
import { newRecorder } from '../../context/recorder.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { recordedEndpoint } from '../../endpoints/endpoint-named.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { logger } from '../../logging/logger.ts';
import { retrieveStream, retrieveUpstream, type WholeResponse } from '../../upstream/retrieve-upstream.ts';
import type { JobRecord } from '../records/job-record.ts';
import { type EventOutline, newOutlineMaker } from '../replay/event-outline.ts';
import { readTextOffsets, type TextOffsets } from './text-offsets.ts';

/** What a stream was like that OpenAI replayed to its end. */
export interface StreamShape {
  readonly textOffsets?: TextOffsets;
  readonly streamEvents?: EventOutline;
}

/** What OpenAI says of a background response. */
export type JobOutcome =
  | { readonly kind: 'running'; readonly whole: WholeResponse }
  | ({ readonly kind: 'ended'; readonly whole: WholeResponse } & StreamShape)
  /** OpenAI does not have it, or no longer. */
  | { readonly kind: 'lost' };

/** Whether a response has not ended yet. */
export function isRunning({ status }: { readonly status?: unknown }): boolean {
  return status === 'queued' || status === 'in_progress';
}

/** OpenAI's own statuses of a response that has ended. */
const ENDED = new Set<unknown>(['completed', 'incomplete', 'failed', 'cancelled']);

/** Longest that one response may take: the others of its pass are waited for as well. */
const RECORD_MS = 15_000;

/**
 * Asks OpenAI for a response once, without retries: whoever asks comes back. Throws a `ServiceError` where the answer is
 * neither a response nor a 404.
 */
export async function askForOutcome(job: JobRecord, context: RequestContext): Promise<JobOutcome> {
  const once: RequestContext = {
    ...context,
    environment: { ...context.environment, maxRetries: 0 },
    recorder: newRecorder(),
    deadline: context.deadline.within(RECORD_MS),
  };
  let whole: WholeResponse;
  try {
    whole = await (job.kind === 'video'
      ? retrieveVideo(job.id, once)
      : retrieveUpstream(job.id, { include: job.include }, once));
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'upstream_retired') return { kind: 'lost' };
    // A proxy's 404, which has no type, is no word of OpenAI's on the response.
    if (error instanceof ServiceError && error.statusCode === 404 && error.openaiError?.type) return { kind: 'lost' };
    throw error;
  }
  if (isRunning(whole.response)) return { kind: 'running', whole };
  if (!ENDED.has(whole.response.status)) {
    throw new ServiceError('upstream_invalid_response', { cause: new Error(`Status ${whole.response.status}`) });
  }
  const shape = recordedEndpoint(job.endpoint)?.responds === 'sse' ? await shapeOf(job, once) : {};
  return { kind: 'ended', whole, ...shape };
}

/** A stream can be replayed without it, under numbers of its own: what goes wrong here costs the result nothing. */
async function shapeOf({ id }: JobRecord, context: RequestContext): Promise<StreamShape> {
  const { see, outline } = newOutlineMaker();
  let timer: NodeJS.Timeout | undefined;
  try {
    const { response } = await retrieveStream(id, { include_obfuscation: false }, context);
    const timeMs = context.deadline.leftMs();
    timer = setTimeout(() => response.body.destroy(new Error('The stream did not end')), timeMs);
    const textOffsets = await readTextOffsets(response.body, see);
    const streamEvents = outline();
    return { ...(textOffsets && { textOffsets }), ...(streamEvents && { streamEvents }) };
  } catch (error) {
    logger().info('no text offsets', { response_id: id, reason: error instanceof Error ? error.message : `${error}` });
    return {};
  } finally {
    clearTimeout(timer);
  }
}
