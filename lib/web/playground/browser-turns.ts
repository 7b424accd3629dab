import type { Turns } from './frame-queue.ts';

/** Milliseconds between turns of a tab that is not seen: it gets no animation frames. */
const UNSEEN_MS = 100;

/** A turn for each animation frame of the browser. */
export const browserTurns: Turns = {
  request: (turn) => void (document.hidden ? setTimeout(turn, UNSEEN_MS) : requestAnimationFrame(turn)),
  now: () => performance.now(),
};
