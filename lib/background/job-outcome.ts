import { ServiceError } from '../errors/service-error.ts';
import { logger } from '../logging/logger.ts';
import type { Call } from '../openai/call.ts';
import { DEADLINE_MARGIN_MS } from '../openai/request-upstream.ts';
import { retrieveStream, retrieveUpstream, type WholeResponse } from '../openai/retrieve-upstream.ts';
import type { JobRecord } from './job-record.ts';
import { readTextOffsets, type TextOffsets } from './text-offsets.ts';

/** What OpenAI says of a background response. */
export type JobOutcome =
  | { readonly kind: 'running'; readonly whole: WholeResponse }
  | { readonly kind: 'ended'; readonly whole: WholeResponse; readonly textOffsets?: TextOffsets }
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
export async function askForOutcome(job: JobRecord, call: Call): Promise<JobOutcome> {
  const until = call.now() + RECORD_MS;
  const once: Call = {
    ...call,
    environment: { ...call.environment, maxRetries: 0 },
    notes: { retries: 0 },
    remainingMs: () => Math.min(call.remainingMs(), until - call.now() + DEADLINE_MARGIN_MS),
  };
  let whole: WholeResponse;
  try {
    whole = await retrieveUpstream(job.id, { include: job.include }, once);
  } catch (error) {
    // A proxy's 404, which has no type, is no word of OpenAI's on the response.
    if (error instanceof ServiceError && error.statusCode === 404 && error.openaiError?.type) return { kind: 'lost' };
    throw error;
  }
  if (isRunning(whole.response)) return { kind: 'running', whole };
  if (!ENDED.has(whole.response.status)) {
    throw new ServiceError('upstream_invalid_response', { cause: new Error(`Status ${whole.response.status}`) });
  }
  const textOffsets = job.endpoint?.startsWith('stream-') ? await offsetsOf(job, once) : undefined;
  return { kind: 'ended', whole, ...(textOffsets ? { textOffsets } : {}) };
}

/** A stream can go on without them, from the text's beginning: what goes wrong here costs the result nothing. */
async function offsetsOf({ id }: JobRecord, call: Call): Promise<TextOffsets | undefined> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const { response } = await retrieveStream(id, { include_obfuscation: false }, call);
    const timeMs = Math.max(0, call.remainingMs() - DEADLINE_MARGIN_MS);
    timer = setTimeout(() => response.body.destroy(new Error('The stream did not end')), timeMs);
    return await readTextOffsets(response.body);
  } catch (error) {
    logger().info('no text offsets', { response_id: id, reason: error instanceof Error ? error.message : `${error}` });
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
