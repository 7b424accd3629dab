import type { RequestContext } from '../../context/request-context.ts';
import { type RelayEnd, type RelayOptions, relayEvents } from '../../stream/relay-events.ts';
import { bytesMask } from '../mask-key.ts';

/** A stream of OpenAI's, where it goes and who watches it; how long it may take comes from the request. */
type WatchedStream = Pick<RelayOptions, 'upstream' | 'sink' | 'watch' | 'failure'> & {
  /** Takes out of whole events what the caller has not asked for. */
  readonly leaveOut?: ((events: Buffer) => Buffer) | undefined;
};

/** Passes a stream of OpenAI's on for a request, as `forwardUpstream` forwards one: no key is in it, silence and the deadline end it. */
export function relayUpstream(
  { environment, recorder, deadline, now }: RequestContext,
  { leaveOut, ...stream }: WatchedStream,
): Promise<RelayEnd> {
  const mask = bytesMask(environment);
  return relayEvents({
    ...stream,
    mask: leaveOut ? (events) => leaveOut(mask(events)) : mask,
    onWrite: () => recorder.framed(now),
    idleTimeoutMs: environment.streamIdleTimeoutMs,
    deadlineMs: deadline.leftMs(),
  });
}
