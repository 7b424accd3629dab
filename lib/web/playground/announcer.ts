import { takeSentences } from './take-sentences.ts';

/** Reads a growing text out by sentences to whoever listens to the page, and not each token. */
export interface Announcer {
  /** Says something at once. */
  say(text: string): void;
  /** The text so far; `ended` where no more comes. */
  follow(text: string, ended?: boolean): void;
  reset(): void;
}

/** No more often than a screen reader gets through a sentence or two. */
const LEAST_PAUSE_MS = 2500;

export function announcer(live: HTMLElement, now: () => number = () => performance.now()): Announcer {
  let next = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  const say = (text: string) => {
    live.textContent = text;
    saidAt = now();
  };
  return {
    say,
    follow(text, ended = false) {
      if (!ended && now() - saidAt < LEAST_PAUSE_MS) return;
      const sentences = takeSentences(text, next, ended);
      next = sentences.next;
      if (sentences.spoken !== '') say(sentences.spoken);
    },
    reset() {
      next = 0;
    },
  };
}
