import { createBackground, withoutOutput } from '../background/background.ts';
import { countAttempt } from '../count-attempt.ts';
import { type Due, isUnmade, type WireEvent } from '../events.ts';
import { type Exchange, readText, type StandInState, sendJson } from '../exchange.ts';
import { paceOf } from '../pace.ts';
import { playResponse } from '../play.ts';
import { playToEnd } from '../play-to-end.ts';
import type { CreateRequest } from '../request.ts';
import { scenarioOf } from '../scenario-table.ts';
import { storedRequest } from '../stored-request.ts';
import { readCreateRequest } from '../validate-request.ts';
import { writeEvents } from '../write-events.ts';
import { beginStream, streamBackground } from './stream-background.ts';

/** It remembers this many responses that their callers waited for; the oldest go first. */
const MOST_STORED = 1000;

/** POST /v1/responses: plays the scenario that fits, streamed or whole, now or in the background. */
export async function createResponse(exchange: Exchange): Promise<void> {
  const { state } = exchange;
  const body = await readText(exchange.request);
  const request = readCreateRequest(body, (id) => storedRequest(state, id) !== undefined);
  const scenario = scenarioOf(request);
  const refusal = scenario.refuse?.(countAttempt(state, body), request);
  if (refusal) throw refusal;
  await scenario.prepare?.(request);
  const createdAt = Math.floor(state.now() / 1000);
  await (request.background ? start(exchange, body, createdAt) : answer(exchange, request, createdAt));
}

async function start({ state, response, seed }: Exchange, body: string, createdAt: number): Promise<void> {
  const startedAt = state.clock.now();
  const background = createBackground({ seed: `${seed}:background`, body, createdAt, startedAt });
  state.background.put(background);
  if (background.streamed) await streamBackground(state, response, background);
  else sendJson(response, 200, withoutOutput(background, 'queued'));
}

async function answer(exchange: Exchange, request: CreateRequest, createdAt: number): Promise<void> {
  const { state, response, identify, random } = exchange;
  const id = identify('resp');
  const pace = paceOf(request)(random);
  const events = playResponse(scenarioOf(request).play, { id, request, identify, random, createdAt });
  const played = request.store === false ? events : storing(events, request, state);
  if (request.stream) {
    beginStream(response);
    await writeEvents(played, response, pace);
    return;
  }
  sendJson(response, 200, await playToEnd(played, pace));
}

/** Keeps the response at each stage, so that it can be asked for from its first event on. */
function* storing(
  events: Iterable<Due<WireEvent>>,
  request: CreateRequest,
  { responses }: StandInState,
): Generator<Due<WireEvent>> {
  for (const due of events) {
    if (!isUnmade(due) && 'response' in due) responses.set(due.response.id, { request, response: due.response });
    const [oldest] = responses.size > MOST_STORED ? responses.keys() : [];
    if (oldest !== undefined) responses.delete(oldest);
    yield due;
  }
}
