import { responseOf } from '../background/background.ts';
import { type Exchange, sendJson } from '../exchange.ts';
import { notCreatedAsStream, notCreatedInBackground, responseNotFound, tooOldToStream } from '../failures.ts';
import { type Query, readQuery } from '../read-query.ts';
import { streamBackground } from './stream-background.ts';

const PARAMETERS = {
  include: 'include',
  include_obfuscation: 'boolean',
  starting_after: 'integer',
  stream: 'boolean',
} as const;

/** GET /v1/responses/{id}: the response as it is now or, with `stream`, the events of a background one. */
export async function retrieveResponse({ state, response, url, captured: [id = ''] }: Exchange): Promise<void> {
  const query = readQuery(url, PARAMETERS);
  const background = state.background.get(id);
  const stored = state.responses.get(id);
  if (background && query.stream) await stream({ state, response }, background, query);
  else if (background) sendJson(response, 200, await responseOf(background, state.clock.now()));
  else if (!stored) throw responseNotFound(id);
  else if (query.stream) throw notCreatedInBackground();
  else sendJson(response, 200, stored.response);
}

async function stream(
  { state, response }: Pick<Exchange, 'state' | 'response'>,
  background: Parameters<typeof streamBackground>[2],
  { starting_after: after, include_obfuscation: padded }: Query<typeof PARAMETERS>,
): Promise<void> {
  if (!background.streamed) throw notCreatedAsStream();
  if (!state.background.isStreamKept(background)) throw tooOldToStream();
  await streamBackground(state, response, background, { after, padded });
}
