/**
 * Where a stream stands on its way to its end.
 *
 * `open`: no terminal frame was made. `failing`: upstream's `error` went out, and one more frame may follow it. `ended`: the
 * terminal frame went out, and upstream's body may end by itself. `-held`: the same, but what was made waits for the
 * interceptor. `over`: nothing goes out any more.
 */
export type EndState = 'open' | 'failing' | 'failing-held' | 'ended' | 'ended-held' | 'over';

/** Why a stream cannot go on. */
export type EndFailure =
  /** The body has ended. */
  | 'upstream-end'
  /** The body is broken or closed. */
  | 'upstream-error'
  /** What upstream sent is no event, or too large. */
  | 'unreadable'
  /** Upstream has been silent for too long. */
  | 'idle'
  | 'deadline';

/** What happens to a stream. */
export type EndInput =
  /** An event that ends nothing. */
  | 'frame'
  /** Upstream's `error`, which a last frame may follow. */
  | 'error-frame'
  /** An event that ends the stream. */
  | 'last-frame'
  /** One that may do so after an `error`, too. */
  | 'last-frame-after-error'
  | EndFailure
  /** The time is over that upstream had for its last frame, or to end its body. */
  | 'waited'
  /** The interceptor has said what it had to. */
  | 'settled'
  /** The caller is gone. */
  | 'sink-broken';

/** What has to be done, in this order. */
export type EndEffect =
  /** Make an `error` frame of our own: it is the frame of the effect after this. */
  | 'fail'
  /** Put the frame into the outbox. */
  | 'write'
  /** Keep the frame until `release`. */
  | 'hold'
  /** Put the frames that were kept into the outbox. */
  | 'release'
  | 'flush'
  /** Give upstream a moment for the frame that follows an `error`. */
  | 'await-last-frame'
  /** Give upstream a moment to end its body, since a connection that is cut is not used again. */
  | 'linger'
  | 'destroy-upstream'
  /** Stop all clocks, let go of upstream: the stream is over. */
  | 'stop';

/** What follows from an input. */
export interface EndStep {
  readonly next: EndState;
  readonly effects: readonly EndEffect[];
  /** In place of this step, while the interceptor has work under way. */
  readonly whileBusy?: EndStep;
}

type Steps = Readonly<Record<EndInput, EndStep>>;

const nothing = (next: EndState): EndStep => ({ next, effects: [] });
const stop: EndStep = { next: 'over', effects: ['flush', 'stop'] };
/** To a caller who is gone nothing is written. */
const broken: EndStep = { next: 'over', effects: ['stop'] };

const failures = (step: EndStep): Readonly<Record<EndFailure, EndStep>> => ({
  'upstream-end': step,
  'upstream-error': step,
  unreadable: step,
  idle: step,
  deadline: step,
});

const lastFrame: EndStep = {
  next: 'ended',
  effects: ['write', 'linger'],
  whileBusy: { next: 'ended-held', effects: ['hold', 'linger'] },
};

/** Every state and every input. */
const steps: Readonly<Record<EndState, Steps>> = {
  open: {
    frame: { next: 'open', effects: ['write'] },
    'error-frame': {
      next: 'failing',
      effects: ['write', 'await-last-frame'],
      whileBusy: { next: 'failing-held', effects: ['hold', 'await-last-frame'] },
    },
    'last-frame': lastFrame,
    'last-frame-after-error': lastFrame,
    ...failures({
      next: 'over',
      effects: ['fail', 'write', 'flush', 'stop'],
      whileBusy: { next: 'ended-held', effects: ['fail', 'hold', 'flush', 'destroy-upstream'] },
    }),
    waited: nothing('open'),
    settled: nothing('open'),
    'sink-broken': broken,
  },
  // After an `error` a second end, or anything between, is not the caller's.
  failing: {
    frame: nothing('failing'),
    'error-frame': nothing('failing'),
    'last-frame': nothing('failing'),
    'last-frame-after-error': lastFrame,
    ...failures(stop),
    waited: stop,
    settled: nothing('failing'),
    'sink-broken': broken,
  },
  'failing-held': {
    frame: nothing('failing-held'),
    'error-frame': nothing('failing-held'),
    'last-frame': nothing('failing-held'),
    'last-frame-after-error': { next: 'ended-held', effects: ['hold', 'linger'] },
    ...failures({ next: 'ended-held', effects: ['flush', 'destroy-upstream'] }),
    waited: { next: 'ended-held', effects: ['flush', 'destroy-upstream'] },
    settled: { next: 'failing', effects: ['release', 'flush'] },
    'sink-broken': broken,
  },
  ended: {
    frame: nothing('ended'),
    'error-frame': nothing('ended'),
    'last-frame': nothing('ended'),
    'last-frame-after-error': nothing('ended'),
    ...failures(stop),
    waited: stop,
    settled: nothing('ended'),
    'sink-broken': broken,
  },
  'ended-held': {
    frame: nothing('ended-held'),
    'error-frame': nothing('ended-held'),
    'last-frame': nothing('ended-held'),
    'last-frame-after-error': nothing('ended-held'),
    ...failures({ next: 'ended-held', effects: ['flush', 'destroy-upstream'] }),
    waited: { next: 'ended-held', effects: ['flush', 'destroy-upstream'] },
    settled: { next: 'over', effects: ['release', 'flush', 'stop'] },
    'sink-broken': broken,
  },
  over: {
    frame: nothing('over'),
    'error-frame': nothing('over'),
    'last-frame': nothing('over'),
    'last-frame-after-error': nothing('over'),
    ...failures(nothing('over')),
    waited: nothing('over'),
    settled: nothing('over'),
    'sink-broken': nothing('over'),
  },
};

/** What an input leads to. Whether `whileBusy` counts, where there is one, is for the caller to find out. */
export function endStep(state: EndState, input: EndInput): EndStep {
  return steps[state][input];
}

/** Whether what upstream still sends is not the caller's. */
export function takesNoMore(state: EndState): boolean {
  return state === 'ended' || state === 'ended-held' || state === 'over';
}
