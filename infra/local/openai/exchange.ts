import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BackgroundStore } from './background/background-store.ts';
import type { Clock } from './background/clock.ts';
import type { WireResponse } from './events.ts';
import type { Identify } from './identifiers.ts';
import type { CreateRequest } from './request.ts';
import type { Character, StandInVideo } from './videos/stand-in-video.ts';

/** A response that its caller waited for. */
export interface StoredResponse {
  readonly request: CreateRequest;
  readonly response: WireResponse;
}

/** What one stand-in remembers while it runs. */
export interface StandInState {
  readonly seed: string;
  /** Milliseconds since 1970, for the times in its answers. */
  readonly now: () => number;
  /** What background responses go by. */
  readonly clock: Clock;
  readonly responses: Map<string, StoredResponse>;
  readonly background: BackgroundStore;
  readonly videos: Map<string, StandInVideo>;
  readonly characters: Map<string, Character>;
  /** How often each body of a scenario that refuses was sent. */
  readonly attempts: Map<string, number>;
  requests: number;
}

/** One request being answered, with everything a route may use. */
export interface Exchange {
  readonly state: StandInState;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** What the route's path caught in parentheses. */
  readonly captured: readonly string[];
  /** No other request's; what makes `identify` and `random`. */
  readonly seed: string;
  readonly identify: Identify;
  readonly random: () => number;
}

/** One endpoint: the path is matched whole, with `/v1`. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly handle: (exchange: Exchange) => void | Promise<void>;
}

/** The headers that OpenAI sends with every answer; the rate limits are those of a quiet account. */
export function standardHeaders(identify: Identify, random: () => number): Record<string, string> {
  return {
    'x-request-id': identify('req', 32),
    'openai-version': '2020-10-01',
    'openai-organization': 'org-stand-in',
    'openai-project': 'proj_stand_in',
    'openai-processing-ms': String(60 + Math.floor(random() * 60)),
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-limit-tokens': '200000',
    'x-ratelimit-remaining-requests': '499',
    'x-ratelimit-remaining-tokens': '199950',
    'x-ratelimit-reset-requests': '120ms',
    'x-ratelimit-reset-tokens': '15ms',
  };
}

/** Answers with a JSON body. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body, null, 2));
}

/** The whole body of a request as text. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
