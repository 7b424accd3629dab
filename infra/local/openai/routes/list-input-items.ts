import type { ResponseItem } from 'openai/resources/responses/responses';
import { type Exchange, sendJson } from '../exchange.ts';
import { invalid, responseNotFound } from '../failures.ts';
import { inputItems } from '../input-items.ts';
import { readQuery } from '../read-query.ts';
import { storedRequest } from '../stored-request.ts';
import { checkLimit } from '../validate-request.ts';

const PARAMETERS = { after: 'id', include: 'include', limit: 'integer', order: 'order' } as const;
const USUAL_LIMIT = 20;
const MOST = 100;

/** GET /v1/responses/{id}/input_items: a page of what the response was made from, the last item first by default. */
export function listInputItems({ state, response, url, captured: [id = ''] }: Exchange): void {
  const { after, include, limit = USUAL_LIMIT, order = 'desc' } = readQuery(url, PARAMETERS);
  checkLimit({ name: 'limit', kind: 'integer', least: 1, most: MOST }, limit);
  const request = storedRequest(state, id);
  if (!request) throw responseNotFound(id);
  const items = inputItems(request, id, include);
  if (order === 'desc') items.reverse();
  const start = after === undefined ? 0 : indexAfter(items, after);
  const data = items.slice(start, start + limit);
  const first_id = data.at(0)?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  sendJson(response, 200, { object: 'list', data, first_id, has_more: start + limit < items.length, last_id });
}

function indexAfter(items: readonly ResponseItem[], id: string): number {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) throw invalid(`Item with id '${id}' not found.`, 'after', null);
  return index + 1;
}
