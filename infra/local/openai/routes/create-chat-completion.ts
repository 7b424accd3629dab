import { chatCompletion } from '../chat/chat-completion.ts';
import { toResponseRequest } from '../chat/chat-request.ts';
import { CHAT_SCENARIOS } from '../chat/chat-scenarios.ts';
import { chatStream } from '../chat/chat-stream.ts';
import { readChatRequest } from '../chat/read-chat-request.ts';
import { countAttempt } from '../count-attempt.ts';
import { type Exchange, readText, sendJson } from '../exchange.ts';
import { serverFailed } from '../failures.ts';
import { createIdentify, createRandom } from '../identifiers.ts';
import { paceOf } from '../pace.ts';
import { playResponse } from '../play.ts';
import { playToEnd } from '../play-to-end.ts';
import { scenarioOf } from '../scenario-table.ts';
import { writeEvents } from '../write-events.ts';
import { beginStream } from './stream-background.ts';

/** POST /v1/chat/completions: plays the scenario that fits as a chat, once for each choice, streamed or whole. */
export async function createChatCompletion(exchange: Exchange): Promise<void> {
  const { state, request, response, seed, identify, random } = exchange;
  const body = await readText(request);
  const chat = readChatRequest(body);
  const asked = toResponseRequest(chat);
  const scenario = scenarioOf(asked, CHAT_SCENARIOS);
  const refusal = scenario.refuse?.(countAttempt(state, body), asked);
  if (refusal) throw refusal;
  const pace = paceOf(asked)(random);
  const created = Math.floor(state.now() / 1000);
  const head = { id: identify('chatcmpl', 29).replace('_', '-'), created, model: chat.model };
  const plays = Array.from({ length: chat.n ?? 1 }, (_, index) => {
    // Identifiers do not depend on the order in which choices are played.
    const own = `${seed}:choice-${index}`;
    const stage = { request: asked, identify: createIdentify(own), random: createRandom(own), createdAt: created };
    return playResponse(scenario.play, { id: head.id, ...stage });
  });
  if (chat.stream) {
    const includeUsage = chat.stream_options?.include_usage === true;
    beginStream(response);
    const steps = chatStream(plays, { head, includeUsage });
    await writeEvents(steps, response, pace, { frame: ({ frames }) => frames });
    return;
  }
  const responses = await Promise.all(plays.map((play) => playToEnd(play, pace)));
  const failed = responses.find(({ status }) => status === 'failed');
  if (failed) throw serverFailed(failed.error?.message);
  sendJson(response, 200, chatCompletion(head, responses));
}
