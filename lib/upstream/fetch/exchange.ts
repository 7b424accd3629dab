/** What is known of one request on the wire: what may be done about its failure depends on how far it came. */
export interface Exchange {
  /** A steady clock, in milliseconds. */
  readonly now: () => number;
  /** How long the body of an answer may be silent, in milliseconds. */
  readonly idleMs: number;
  /** When the request's last byte went out, on that clock; absent while the other side cannot have the whole of it. */
  sentAt?: number;
  /** Whether a byte of an answer came. */
  isHeard?: boolean;
  /** Status of the last 1xx that was no answer yet (RFC 9110 §15.2). */
  interimStatus?: number;
  /** Status of the answer. */
  status?: number;
  /** Whether the error body was larger than is read of one. */
  isTooLarge?: boolean;
}

/** A request that has not begun. */
export function newExchange(now: () => number, idleMs = Number.POSITIVE_INFINITY): Exchange {
  return { now, idleMs };
}
