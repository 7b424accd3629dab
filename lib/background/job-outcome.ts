import { ServiceError } from '../errors/service-error.ts';
import { logger } from '../logging/logger.ts';
import type { Call } from '../openai/call.ts';
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

/**
 * Asks OpenAI for a response once, without retries: whoever asks comes back. Throws a `ServiceError` where the answer is
 * neither a response nor a 404.
 */
export async function askForOutcome(job: JobRecord, call: Call): Promise<JobOutcome> {
  const once: Call = { ...call, environment: { ...call.environment, maxRetries: 0 }, notes: { retries: 0 } };
  let whole: WholeResponse;
  try {
    whole = await retrieveUpstream(job.id, { include: job.include }, once);
  } catch (error) {
    if (error instanceof ServiceError && error.statusCode === 404 && error.openaiError) return { kind: 'lost' };
    throw error;
  }
  if (isRunning(whole.response)) return { kind: 'running', whole };
  const textOffsets = job.endpoint?.startsWith('stream-') ? await offsetsOf(job, once) : undefined;
  return { kind: 'ended', whole, ...(textOffsets ? { textOffsets } : {}) };
}

/** A stream can go on without them, from the text's beginning: what goes wrong here costs the result nothing. */
async function offsetsOf({ id }: JobRecord, call: Call): Promise<TextOffsets | undefined> {
  try {
    const { response } = await retrieveStream(id, { include_obfuscation: false }, call);
    return await readTextOffsets(response.body);
  } catch (error) {
    logger().info('no text offsets', { response_id: id, reason: error instanceof Error ? error.message : `${error}` });
    return undefined;
  }
}
