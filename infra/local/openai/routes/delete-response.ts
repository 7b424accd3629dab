import { type Exchange, sendJson } from '../exchange.ts';
import { responseNotFound } from '../failures.ts';
import { readQuery } from '../read-query.ts';

/** DELETE /v1/responses/{id}: forgets a response; a background one stops. */
export function deleteResponse({ state, response, url, captured: [id = ''] }: Exchange): void {
  readQuery(url, {});
  const background = state.background.get(id);
  if (background) state.background.delete(background);
  else if (!state.responses.delete(id)) throw responseNotFound(id);
  sendJson(response, 200, { id, object: 'response.deleted', deleted: true });
}
