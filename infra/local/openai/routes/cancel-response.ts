import { responseOf } from '../background/background.ts';
import { type Exchange, sendJson } from '../exchange.ts';
import { cannotCancel, responseNotFound } from '../failures.ts';
import { readQuery } from '../read-query.ts';

/** POST /v1/responses/{id}/cancel: ends a background response; one that has ended is answered as it is. */
export async function cancelResponse({ state, response, url, captured: [id = ''] }: Exchange): Promise<void> {
  readQuery(url, {});
  const background = state.background.get(id);
  if (!background) throw state.responses.has(id) ? cannotCancel() : responseNotFound(id);
  sendJson(response, 200, await responseOf(state.background.cancel(background), state.clock.now()));
}
