import type { RequestContext } from '../../context/request-context.ts';
import { type RelayEnd, type RelayOptions, relayEvents } from '../../stream/relay-events.ts';
import { bytesMask } from '../mask-key.ts';

/** A stream of OpenAI's, where it goes and who watches it; how long it may take comes from the request. */
type WatchedStream = Pick<RelayOptions, 'upstream' | 'sink' | 'watch' | 'failure'>;

/** Passes a stream of OpenAI's on for a request, as `forwardUpstream` forwards one: no key is in it, silence and the deadline end it. */
export function relayUpstream(
  { environment, recorder, deadline, now }: RequestContext,
  stream: WatchedStream,
): Promise<RelayEnd> {
  return relayEvents({
    ...stream,
    mask: bytesMask(environment),
    onWrite: () => recorder.framed(now),
    idleTimeoutMs: environment.streamIdleTimeoutMs,
    deadlineMs: deadline.leftMs(),
  });
}
