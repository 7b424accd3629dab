import type { StandInState } from './exchange.ts';

/** How often this very body has been sent, this time included. */
export function countAttempt({ attempts }: Pick<StandInState, 'attempts'>, body: string): number {
  const attempt = (attempts.get(body) ?? 0) + 1;
  attempts.set(body, attempt);
  return attempt;
}
