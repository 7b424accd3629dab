import { setTimeout } from 'node:timers/promises';
import type { Due, WireEvent, WireResponse } from './events.ts';
import { type Exchange, type Route, readText, type StandInState, sendJson } from './exchange.ts';
import { invalid, responseNotFound } from './failures.ts';
import { PACES } from './pace.ts';
import { playResponse } from './play.ts';
import type { CreateRequest } from './request.ts';
import { chooseScenario, SCENARIOS, type Scenario, type ScenarioName } from './scenario-table.ts';
import { readCreateRequest } from './validate-request.ts';
import { writeEvents } from './write-events.ts';

/** It remembers this many responses; the oldest go first. */
const MOST_STORED = 1000;

/** The longest that a caller who does not stream is made to wait, in ms. */
const LONGEST_WAIT = 2000;

export const RESPONSE_ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/v1\/responses$/, handle: create },
  { method: 'GET', path: /^\/v1\/responses\/([^/]+)$/, handle: retrieve },
];

async function create({ state, request: incoming, response, identify, random }: Exchange): Promise<void> {
  const body = await readText(incoming);
  const request = readCreateRequest(body, (id) => state.responses.has(id));
  const scenario = scenarioOf(request);
  const refusal = scenario.refuse?.(countAttempt(state, body), request);
  if (refusal) throw refusal;
  await scenario.prepare?.(request);

  const createdAt = Math.floor(state.now() / 1000);
  const pace = paceOf(request)(random);
  const events = playResponse(scenario.play, { request, identify, random, createdAt });
  const played = request.store === false ? events : storing(events, state);
  if (request.stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    await writeEvents(played, response, pace);
    return;
  }
  let ended: WireResponse | undefined;
  let wait = 0;
  for (const due of played) {
    const event = typeof due === 'function' ? await due() : due;
    wait += pace(event);
    if ('response' in event) ended = event.response;
  }
  if (wait > 0) await setTimeout(Math.min(wait, LONGEST_WAIT));
  sendJson(response, 200, ended);
}

function retrieve({ state, response, captured: [id = ''] }: Exchange): void {
  const stored = state.responses.get(id);
  if (!stored) throw responseNotFound(id);
  sendJson(response, 200, stored);
}

function scenarioOf(request: CreateRequest): Scenario {
  const name: ScenarioName | undefined = chooseScenario(request);
  if (name) return SCENARIOS[name];
  const known = Object.keys(SCENARIOS).join(', ');
  const message = `The stand-in knows no scenario '${request.metadata?.scenario}'. It knows: ${known}.`;
  throw invalid(message, 'metadata.scenario', 'invalid_value');
}

function paceOf(request: CreateRequest): (typeof PACES)['none'] {
  const name = request.metadata?.pace ?? 'realistic';
  if (name === 'realistic' || name === 'none') return PACES[name];
  const message = `The stand-in knows no pace '${name}'. It knows: ${Object.keys(PACES).join(', ')}.`;
  throw invalid(message, 'metadata.pace', 'invalid_value');
}

/** Keeps the response at each stage, so that it can be asked for from its first event on. */
function* storing(events: Iterable<Due<WireEvent>>, { responses }: StandInState): Generator<Due<WireEvent>> {
  const store = (event: WireEvent): WireEvent => {
    if ('response' in event) responses.set(event.response.id, event.response);
    const [oldest] = responses.size > MOST_STORED ? responses.keys() : [];
    if (oldest !== undefined) responses.delete(oldest);
    return event;
  };
  for (const due of events) yield typeof due === 'function' ? async () => store(await due()) : store(due);
}

function countAttempt({ attempts }: StandInState, body: string): number {
  const attempt = (attempts.get(body) ?? 0) + 1;
  attempts.set(body, attempt);
  return attempt;
}
