import type { CompactedResponse, ResponseItem, ResponseOutputItem } from 'openai/resources/responses/responses';
import { type Exchange, readText, sendJson } from '../exchange.ts';
import { inputItems } from '../input-items.ts';
import { inputCharacters } from '../request.ts';
import { encrypted } from '../scenarios/reasoning.ts';
import { storedRequest } from '../stored-request.ts';
import { usageOf } from '../usage.ts';
import { readCompactRequest } from '../validate-request.ts';

/** POST /v1/responses/compact: what the user said, and all the rest as one sealed item. */
export async function compactResponse({ state, request, response, identify }: Exchange): Promise<void> {
  const body = await readText(request);
  const compacted = readCompactRequest(body, (id) => storedRequest(state, id) !== undefined);
  const previousId = compacted.previous_response_id;
  const previous = previousId ? storedRequest(state, previousId) : undefined;
  const id = identify('resp');
  const items = [...(previous && previousId ? inputItems(previous, previousId) : []), ...inputItems(compacted, id)];
  const sealed = { id: identify('cmp'), type: 'compaction', encrypted_content: encrypted({ identify }) } as const;
  const input = inputCharacters(compacted) + (previous ? inputCharacters(previous) : 0);
  const answer: CompactedResponse = {
    id,
    object: 'response.compaction',
    created_at: Math.floor(state.now() / 1000),
    // The SDK's type does not say so, but messages of the user come back as they were listed.
    output: [...items.filter(isUserMessage), sealed] as ResponseOutputItem[],
    usage: usageOf({ input, reasoning: 0, answer: sealed.encrypted_content.length }),
  };
  sendJson(response, 200, answer);
}

const isUserMessage = (item: ResponseItem): boolean => item.type === 'message' && item.role === 'user';
