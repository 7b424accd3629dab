import type { UpstreamFailure } from '../errors/from-upstream.ts';
import type { Exchange } from './fetch/exchange.ts';

/** What a kind of call to OpenAI may cost, and so how long it is waited for and when it is sent again. */
interface UpstreamKindRow {
  /** Milliseconds to the response headers where OPENAI_TIMEOUT is not set; null: as long as the function may. */
  readonly headersMs: number | null;
  /** Milliseconds from the request's last byte in which a connection that ends without a byte of answer has begun nothing. */
  readonly staleMs: number;
  /** Whether sending it twice costs nothing and changes nothing. */
  readonly isRepeatable: boolean;
  /** Whether what it begins runs on, and would have to be followed. */
  readonly runsOn: boolean;
}

/** A kept connection that the other side had closed shows it at the first use. */
const STALE_MS = 10_000;

/** Kinds of calls to OpenAI. */
export const upstreamKinds = {
  /** OpenAI sends the headers of JSON with the finished answer: to wait less, or to send again, pays for it once more. */
  generation: { headersMs: null, staleMs: STALE_MS, isRepeatable: false, runsOn: false },
  /** Nobody would follow a second one. */
  background: { headersMs: null, staleMs: 0, isRepeatable: false, runsOn: true },
  /** Reads, counts, cancels, deletes. */
  lookup: { headersMs: 60_000, staleMs: Number.POSITIVE_INFINITY, isRepeatable: true, runsOn: false },
} as const satisfies Record<string, UpstreamKindRow>;

export type UpstreamKind = keyof typeof upstreamKinds;

/** setTimeout's largest delay; a longer one would fire at once. */
const LONGEST_MS = 2_147_483_647;

/** How long to wait for response headers, in whole milliseconds: `setMs` is OPENAI_TIMEOUT, which goes before the kind's own. */
export function headerTimeoutMs(kind: UpstreamKind, setMs: number | undefined, remainingMs: number): number {
  const wanted = setMs ?? upstreamKinds[kind].headersMs ?? remainingMs;
  return Math.min(LONGEST_MS, Math.max(1, Math.ceil(wanted)));
}

/** Whether a failed request may be sent again without being served twice. */
export function mayRepeat(kind: UpstreamKind, failure: UpstreamFailure, exchange: Exchange): boolean {
  const { staleMs, isRepeatable } = upstreamKinds[kind];
  if (failure.kind === 'status') return true;
  if (isRepeatable || exchange.sentAt === undefined) return true;
  if (failure.kind !== 'connection' || exchange.isHeard) return false;
  return exchange.now() - exchange.sentAt < staleMs;
}

/** Whether a request whose answer never came, or was a good one that is of no use, may have begun what it asked for. */
export function mayHaveBegun({ sentAt, status = 200 }: Exchange): boolean {
  return sentAt !== undefined && status < 300;
}

/** Whether that runs on. */
export function mayRunOn(kind: UpstreamKind, exchange: Exchange): boolean {
  return upstreamKinds[kind].runsOn && mayHaveBegun(exchange);
}
