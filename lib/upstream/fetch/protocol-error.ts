/** What `classifyFailure` tells it by. */
export const PROTOCOL_ERROR_CODE = 'ERR_UPSTREAM_PROTOCOL';

/** What came is no answer that HTTP allows here. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code = PROTOCOL_ERROR_CODE;
}

/** For a status that can be no answer. */
export function badStatus(status: number | undefined, cause?: unknown): ProtocolError {
  return new ProtocolError(`The answer has status ${status}`, { cause });
}

/** Whether a status answers a request: 200 to 599 (RFC 9110 §15); a 1xx does not. */
export function isAnswer(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 599;
}

/** Those that may come before an answer: Continue, Processing, Early Hints (the IANA registry of status codes). */
const INTERIM = new Set([100, 102, 103]);

/** Whether an answer may still follow a 1xx. */
export function isInterim(status: number): boolean {
  return INTERIM.has(status);
}
