import type { Readable } from 'node:stream';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { ByteString } from '../large-json/byte-string.ts';
import { type LongString, shortenedString } from '../large-json/long-strings.ts';
import type { Interceptor } from './interceptor.ts';
import type { Outbox } from './outbox.ts';
import type { Frame } from './sse-bytes.ts';
import { type EndEffect, type EndFailure, type EndInput, type EndState, endStep, takesNoMore } from './stream-end.ts';
import type { StreamTimers } from './stream-timers.ts';

/** How long an upstream that has sent its last event may take to end its body, so that its connection can be kept. */
const LINGER_MS = 100;

/** How long an upstream `error` waits for the last event that may follow it: OpenAI's `response.failed`, say. */
const LAST_FRAME_MS = 2_000;

/** What the end of a stream is made with. */
export interface StreamEndingParts {
  readonly upstream: Readable;
  readonly outbox: Outbox;
  readonly timers: StreamTimers;
  readonly interceptor?: Interceptor | undefined;
  /** Makes an `error` frame of our own, and counts it. */
  readonly failureFrame: (code: ErrorCode, error: ServiceError, cause: unknown) => Frame;
  /** Sees every frame before it goes out. */
  readonly onFrame: ((frame: Frame) => void) | undefined;
  /** Sees those that end the stream. */
  readonly onEnd: (frame: Frame) => void;
  readonly onOver: () => void;
}

/** The end of one stream: does what the table of `stream-end.ts` says. */
export interface StreamEnding {
  readonly take: (frame: Frame, strings?: readonly LongString[]) => void;
  /** The stream cannot go on: `code` is what its caller is told, unless a terminal frame was made. */
  readonly fail: (failure: EndFailure, code: ErrorCode, cause?: unknown) => void;
  readonly tell: (input: 'settled' | 'sink-broken') => void;
  readonly state: EndState;
  readonly takesNoMore: boolean;
}

/** Begins with an open stream. */
export function openStreamEnding(parts: StreamEndingParts): StreamEnding {
  const { upstream, outbox, timers, interceptor } = parts;
  let state: EndState = 'open';
  let held: (readonly [bytes: ByteString, strings: readonly LongString[] | undefined])[] = [];
  let wait: NodeJS.Timeout | undefined;
  /** What the effects of the input are about. */
  let frame: Frame | undefined;
  let strings: readonly LongString[] | undefined;
  let fail: () => Frame | undefined = () => undefined;

  const effects: Readonly<Record<EndEffect, () => void>> = {
    fail: () => {
      frame = fail();
    },
    write: () => {
      if (!frame) return;
      see(frame);
      outbox.put(frame.bytes, stringsOf(frame, strings));
    },
    hold: () => {
      if (!frame) return;
      see(frame);
      held.push([frame.bytes, stringsOf(frame, strings)]);
    },
    release: () => {
      for (const [bytes, own] of held) outbox.put(bytes, own);
      held = [];
    },
    flush: () => outbox.flush(),
    'await-last-frame': () => waitFor(LAST_FRAME_MS),
    linger: () => {
      timers.received();
      waitFor(LINGER_MS);
      upstream.resume();
    },
    'destroy-upstream': () => void upstream.destroy(),
    stop: () => {
      clearTimeout(wait);
      parts.onOver();
    },
  };

  function see(seen: Frame): void {
    parts.onFrame?.(seen);
    if (seen.ends) parts.onEnd(seen);
  }

  function waitFor(ms: number): void {
    clearTimeout(wait);
    wait = setTimeout(tell, ms, 'waited').unref();
  }

  function tell(input: EndInput): void {
    const step = endStep(state, input);
    const work = step.whileBusy && interceptor?.settled();
    const taken = (work && step.whileBusy) || step;
    state = taken.next;
    for (const effect of taken.effects) effects[effect]();
    work?.then(settled, settled);
  }
  const settled = () => tell('settled');

  return {
    take(given, own) {
      // Nearly every frame: what the table says of it, without looking it up.
      if (state === 'open' && !given.ends) {
        parts.onFrame?.(given);
        outbox.put(given.bytes, own);
        return;
      }
      frame = given;
      strings = own;
      tell(inputOf(given));
    },
    fail(failure, code, cause) {
      strings = undefined;
      fail = () => parts.failureFrame(code, cause instanceof ServiceError ? cause : new ServiceError(code), cause);
      tell(failure);
    },
    tell,
    get state() {
      return state;
    },
    get takesNoMore() {
      return takesNoMore(state);
    },
  };
}

function inputOf({ ends, followsError }: Frame): EndInput {
  if (!ends) return 'frame';
  if (ends === 'may-follow') return 'error-frame';
  return followsError ? 'last-frame-after-error' : 'last-frame';
}

/** What ends a stream says why in a few words: whatever was taken out of it as too long stays short, unless its row keeps it. */
function stringsOf(
  { ends, keepsLongStrings }: Frame,
  strings?: readonly LongString[],
): readonly LongString[] | undefined {
  return ends && !keepsLongStrings ? strings?.map(shortenedString) : strings;
}
