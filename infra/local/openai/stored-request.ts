import { requestOf } from './background/background.ts';
import type { StandInState } from './exchange.ts';
import type { CreateRequest } from './request.ts';

/** The request of a response that is still known, of whichever kind. */
export function storedRequest({ responses, background }: StandInState, id: string): CreateRequest | undefined {
  const running = background.get(id);
  return running ? requestOf(running.record) : responses.get(id)?.request;
}
