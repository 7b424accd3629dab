import { logger } from './logger.ts';
import { redactPayload } from './redact.ts';

/** One request to one endpoint, as the log keeps it. Absent numbers are null: not measured, not sent or not known. */
export interface Interaction {
  /** OpenAI's API: `responses`, `images`, …; names the local log file as well. */
  readonly api: string;
  /** The function's name in the endpoint table. */
  readonly endpoint: string;
  /** The body sent to OpenAI; what of it is logged is for `payloads` to say. */
  readonly request: unknown;
  /** The body answered, or the last response of a stream, or the error body. */
  readonly response: unknown;
  /** The body with which OpenAI, or whatever stands before it, refused; absent where nobody did. */
  readonly upstream_error?: unknown;
  readonly metadata: InteractionMetadata;
}

export interface InteractionMetadata {
  readonly latency_ms: number;
  readonly time_to_first_event_ms: number | null;
  readonly tokens_used: number | null;
  readonly cached_tokens: number | null;
  readonly reasoning_tokens: number | null;
  /** USD. */
  readonly cost_estimate: number | null;
  readonly pricing_version: string;
  /** OpenAI's `x-ratelimit-*` headers as they came. */
  readonly rate_limit_headers: Readonly<Record<string, string>>;
  /** The HTTP status answered. */
  readonly response_status: number;
  /** The type of the event that ended the stream; null where nothing was streamed. */
  readonly terminal_event: string | null;
  /** Streamed events by type; null where nothing was streamed. */
  readonly events: Readonly<Record<string, number>> | null;
  readonly retries: number;
  /** The conversation's id. */
  readonly conversation: string | null;
  readonly service_tier: string | null;
  readonly safety_identifier: string | null;
  readonly openai_request_id: string | null;
  /** Who asked; absent where access is off. */
  readonly principal?: string;
}

/** Writes the one record of a request: ERROR from status 500 or a stream that ended in `error`, else INFO. */
export function logInteraction(record: Interaction, payloads: 'none' | 'redacted' | 'full'): void {
  const { terminal_event: end, response_status: status } = record.metadata;
  const failed = status >= 500 || end === 'error' || end === 'response.failed';
  logger()[failed ? 'error' : 'info']('interaction', {
    ...record,
    request: redactPayload(record.request, payloads),
    response: redactPayload(record.response, payloads),
    ...('upstream_error' in record && { upstream_error: redactPayload(record.upstream_error, payloads) }),
  });
}
