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
  readonly facts: Pick<
    RecordedFacts,
    'begun' | 'costEstimate' | 'countedElsewhere' | 'errorCode' | 'status' | 'usage' | 'terminalEvent'
  >;
  /** Whether the answer has named a response, for which OpenAI can be asked. */
  readonly hasResponseId: boolean;
}

/** Ends of streams that are this service's word and not OpenAI's. */
const OWN_ENDS = new Set<string>([
  'function_timeout',
  'malformed_upstream_event',
  'upstream_connection_lost',
  'upstream_stalled',
  'upstream_stream_truncated',
  'upstream_too_large',
] satisfies ErrorCode[]);

/** Decides it by what the recorder was told. */
export function spendingOf({ facts, hasResponseId }: SpentRequest): Spending {
  const { begun, costEstimate, countedElsewhere, errorCode, status, usage, terminalEvent } = facts;
  if (countedElsewhere) return { kind: 'elsewhere' };
  if (typeof costEstimate === 'number') return { kind: 'settle', usd: costEstimate };
  if (!begun) return { kind: 'release' };
  // OpenAI says itself that there is nothing, and counts nothing for it.
  if ((terminalEvent === 'response.failed' || status === 'failed') && !usage) return { kind: 'release' };
  if (terminalEvent === 'error' && !hasResponseId && !OWN_ENDS.has(errorCode ?? '')) return { kind: 'release' };
  // It has used something, of which the price is not known.
  if (usage) return { kind: 'hold' };
  return { kind: hasResponseId ? 'later' : 'hold' };
}
