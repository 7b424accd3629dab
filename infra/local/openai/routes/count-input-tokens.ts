import { type Exchange, readText, sendJson } from '../exchange.ts';
import { inputCharacters } from '../request.ts';
import { storedRequest } from '../stored-request.ts';
import { tokensOf } from '../usage.ts';
import { readInputTokensRequest } from '../validate-request.ts';

/** POST /v1/responses/input_tokens: what `usage.input_tokens` would be of a response to the same. */
export async function countInputTokens({ state, request, response }: Exchange): Promise<void> {
  const body = await readText(request);
  const counted = readInputTokensRequest(body, (id) => storedRequest(state, id) !== undefined);
  sendJson(response, 200, { object: 'response.input_tokens', input_tokens: tokensOf(inputCharacters(counted)) });
}
