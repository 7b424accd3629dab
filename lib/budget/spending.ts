import type { RecordedFacts } from '../context/recorder.ts';
import type { ErrorCode } from '../errors/catalogue.ts';

/**
 * What becomes of what was held for a request. `settle`: it cost so much, in US dollars. `release`: it cost nothing. `hold`: nobody can
 * tell, and the most that it can have cost is counted. `later`: OpenAI knows, and is asked by the poller. `elsewhere`: a background
 * response is counted when it ends.
 */
export type Spending =
  | { readonly kind: 'settle'; readonly usd: number }
  | { readonly kind: 'release' | 'hold' | 'later' | 'elsewhere' };

/** How a request has ended. */
export interface SpentRequest {
  readonly facts: Pick<RecordedFacts, 'costEstimate' | 'countedElsewhere' | 'errorCode' | 'usage' | 'terminalEvent'>;
  /** Whether OpenAI has begun to answer with a success. */
  readonly wasAccepted: boolean;
  /** Whether the answer has named a response, for which OpenAI can be asked. */
  readonly hasResponseId: boolean;
}

/** Failures after which OpenAI may have generated, and will be paid, although nothing has come of it. */
const UNKNOWN_OUTCOME = new Set<string>([
  'background_outcome_unknown',
  'function_timeout',
  'upstream_connection_lost',
  'upstream_invalid_response',
  'upstream_protocol_error',
  'upstream_stalled',
  'upstream_stream_truncated',
  'upstream_timeout',
  'upstream_too_large',
  'malformed_upstream_event',
  'internal_error',
] satisfies ErrorCode[]);

/** Decides it by what the recorder was told. */
export function spendingOf({ facts, wasAccepted, hasResponseId }: SpentRequest): Spending {
  const { costEstimate, countedElsewhere, errorCode, usage, terminalEvent } = facts;
  if (countedElsewhere) return { kind: 'elsewhere' };
  if (typeof costEstimate === 'number') return { kind: 'settle', usd: costEstimate };
  // OpenAI says itself that the response has failed, and counts nothing for it.
  if (terminalEvent === 'response.failed' && !usage) return { kind: 'release' };
  if (errorCode !== undefined && UNKNOWN_OUTCOME.has(errorCode)) return { kind: hasResponseId ? 'later' : 'hold' };
  if (!wasAccepted) return { kind: 'release' };
  return { kind: usage ? 'hold' : hasResponseId ? 'later' : 'hold' };
}
