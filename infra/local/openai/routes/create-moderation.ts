import type { ModerationCreateResponse } from 'openai/resources/moderations';
import { type Exchange, readText, sendJson } from '../exchange.ts';
import { moderate } from '../moderations/moderate.ts';
import { readModerationRequest } from '../moderations/read-moderation-request.ts';

/** POST /v1/moderations: judges texts and pictures. */
export async function createModeration({ request, response, identify }: Exchange): Promise<void> {
  const { model, inputs } = readModerationRequest(await readText(request));
  const answer: ModerationCreateResponse = {
    id: identify('modr', 32).replace('_', '-'),
    model,
    results: inputs.map(moderate),
  };
  sendJson(response, 200, answer);
}
