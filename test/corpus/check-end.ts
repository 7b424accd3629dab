import type { Expectations } from './difference.ts';
import { type Fields, parseFields } from './fields.ts';
import type { ReceivedFrame } from './received-frame.ts';

const ENDS = /^response\.(completed|incomplete|failed)$/;

/** How upstream left a stream. */
export interface UpstreamEnd {
  /** Absent where it ended the stream, else whether it broke off in the middle of an event. */
  readonly cut: boolean | undefined;
  /** Whether the response runs in the background. */
  readonly resumable: boolean;
  readonly responseId?: unknown;
  /** Number of the last event. */
  readonly last: number;
}

/** Whether an event is the last one of its stream. */
export function isEnd(type: unknown): boolean {
  return ENDS.test(`${type}`);
}

/** Checks that one terminal frame ends a stream: upstream's own, or one that says how to go on where that is possible. */
export function checkEnd(frames: readonly ReceivedFrame[], end: UpstreamEnd, expect: Expectations): void {
  const terminal = frames.filter(({ event }) => event === 'error' || isEnd(event)).map(({ event }) => event);
  // The one pair that counts as one end.
  const ends = terminal[0] === 'error' && terminal[1] === 'response.failed' ? terminal.slice(1) : terminal;
  expect.equal('terminal frames', 1, ends.length);
  expect.equal('last frame', ends[0], frames.at(-1)?.event);
  if (end.cut !== undefined) checkOwnError(frames.at(-1), end, expect);
}

function checkOwnError(frame: ReceivedFrame | undefined, end: UpstreamEnd, expect: Expectations): void {
  const { cut, resumable, responseId, last } = end;
  const { message, hint, retryable, ...facts } = parseFields(frame?.data ?? '{}');
  expect.equal('error', 'error', frame?.event);
  // A browser resumes after the last frame with an id: this one must not count.
  expect.equal('error id', resumable ? undefined : String(last + 1), frame?.id);
  for (const [name, text] of Object.entries({ message, hint })) {
    expect.holds(`error data.${name}`, typeof text === 'string' && text !== '', 'a text', text);
  }
  expect.holds('error data.retryable', typeof retryable === 'boolean', 'a boolean', retryable);
  const said = {
    code: cut ? 'malformed_upstream_event' : 'upstream_stream_truncated',
    param: null,
    response_id: responseId ?? null,
    last_sequence: last,
    resume: resumeOf(end),
    sequence: last + 1,
  };
  expect.equal('error data', said, facts);
}

function resumeOf({ resumable, responseId, last }: UpstreamEnd): Fields | null {
  if (!resumable || responseId === undefined) return null;
  const path = `/api/responses/${responseId}/stream?starting_after=${last}`;
  return { method: 'GET', path, starting_after: last };
}
