/** Milliseconds of one turn: long enough to be quick, short enough for a browser's frame (16 ms) to draw in. */
const BUDGET_MS = 6;

/** When the next turn comes, and what time it is. */
export interface Turns {
  readonly request: (turn: () => void) => void;
  readonly now: () => number;
}

/** Work that arrives faster than a page can draw, done in turns. */
export interface FrameQueue<Work> {
  push(work: readonly Work[]): void;
  /** Asks for a drawing, though no work came. */
  touch(): void;
  /** Resolves once everything has been done and drawn. */
  drained(): Promise<void>;
}

/** Does `take` with each piece of work in order, as many as fit a turn, and then draws once with `draw`. */
export function frameQueue<Work>(
  take: (work: Work) => void,
  draw: () => void,
  { request, now }: Turns,
): FrameQueue<Work> {
  let waiting: Work[] = [];
  let at = 0;
  let asked = false;
  let resolvers: (() => void)[] = [];

  function turn(): void {
    asked = false;
    const until = now() + BUDGET_MS;
    while (at < waiting.length && now() < until) take(waiting[at++] as Work);
    draw();
    if (at < waiting.length) {
      ask();
      return;
    }
    waiting = [];
    at = 0;
    for (const resolve of resolvers.splice(0)) resolve();
  }

  function ask(): void {
    if (asked) return;
    asked = true;
    request(turn);
  }

  return {
    push(work) {
      for (const piece of work) waiting.push(piece);
      ask();
    },
    touch: ask,
    drained: () =>
      new Promise((resolve) => {
        resolvers = [...resolvers, resolve];
        ask();
      }),
  };
}
