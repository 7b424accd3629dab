import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { portOf } from '../port-of.ts';
import { openBackgroundFiles } from './background/background-files.ts';
import { BackgroundStore } from './background/background-store.ts';
import { type Clock, machineClock } from './background/clock.ts';
import { type Exchange, type Route, type StandInState, sendJson, standardHeaders } from './exchange.ts';
import { Failure, incorrectKey, missingKey, serverFailed, unknownUrl } from './failures.ts';
import { createIdentify, createRandom } from './identifiers.ts';
import { createChatCompletion } from './routes/create-chat-completion.ts';
import { createEmbeddings } from './routes/create-embeddings.ts';
import { createModeration } from './routes/create-moderation.ts';
import { createSpeech } from './routes/create-speech.ts';
import { createTranscription } from './routes/create-transcription.ts';
import { editImage, generateImage, varyImage } from './routes/generate-image.ts';
import { MODEL_ROUTES } from './routes/model-routes.ts';
import { RESPONSE_ROUTES } from './routes/response-routes.ts';
import { VIDEO_ROUTES } from './routes/video-routes.ts';
import { createWebhookSender, type WebhookReceiver } from './webhooks/webhook-sender.ts';

const ROUTES: readonly Route[] = [
  ...RESPONSE_ROUTES,
  ...MODEL_ROUTES,
  ...VIDEO_ROUTES,
  { method: 'POST', path: /^\/v1\/chat\/completions$/, handle: createChatCompletion },
  { method: 'POST', path: /^\/v1\/images\/generations$/, handle: generateImage },
  { method: 'POST', path: /^\/v1\/images\/edits$/, handle: editImage },
  { method: 'POST', path: /^\/v1\/images\/variations$/, handle: varyImage },
  { method: 'POST', path: /^\/v1\/audio\/(?:transcriptions|translations)$/, handle: createTranscription },
  { method: 'POST', path: /^\/v1\/audio\/speech$/, handle: createSpeech },
  { method: 'POST', path: /^\/v1\/embeddings$/, handle: createEmbeddings },
  { method: 'POST', path: /^\/v1\/moderations$/, handle: createModeration },
];

/** Its own time, unless given another: it began at 2026-01-01 and each request takes a second. */
const EPOCH = Date.UTC(2026, 0, 1);

/** A key that begins so is refused as a wrong one; every other is welcome. */
const WRONG_KEY = 'sk-wrong';

export interface StandInOptions {
  /** Any free one by default. */
  readonly port?: number;
  /**
   * The same seed and the same requests in the same order give the same answers, byte for byte; with a `directory`, to
   * each start its own, or an ID would come twice.
   */
  readonly seed?: number;
  /** Milliseconds since 1970, for the times in its answers; the clock's where that is given, else its own. */
  readonly now?: () => number;
  /** What background responses, their forgetting and their webhooks go by: this machine's time by default. */
  readonly clock?: Clock;
  /** Where background responses are kept, so that the next stand-in there goes on with them; made where it is not. */
  readonly directory?: string;
  /** Who is told that background responses end, where their `metadata.webhook` asks for it; nobody by default. */
  readonly webhook?: WebhookReceiver;
}

export interface StandIn {
  /** Where it listens, without `/v1`. */
  readonly url: string;
  /** Cuts what is still being answered. */
  close(): Promise<void>;
}

/** Starts a stand-in for api.openai.com on 127.0.0.1: made-up answers in OpenAI's shapes, no key checked, no cost. */
export async function startStandIn({
  port = 0,
  seed = 1,
  clock = machineClock,
  directory,
  webhook,
  now = clock === machineClock ? undefined : clock.now,
}: StandInOptions = {}): Promise<StandIn> {
  const files = directory === undefined ? undefined : openBackgroundFiles(directory);
  const sender = webhook && createWebhookSender(webhook, clock);
  const state: StandInState = {
    seed: files ? `${seed}.${files.starts}` : String(seed),
    now: now ?? (() => EPOCH + state.requests * 1000),
    clock,
    responses: new Map(),
    videos: new Map(),
    characters: new Map(),
    background: new BackgroundStore({ clock, files, announce: sender?.announce }),
    attempts: new Map(),
    requests: 0,
  };
  const server = createServer((request, response) => void answer(state, request, response));
  // Longer than callers keep idle connections, or one would be reset just as it is used again.
  server.keepAliveTimeout = 75_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    state.background.close();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    close: async () => {
      state.background.close();
      sender?.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(state: StandInState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  state.requests += 1;
  const seed = `${state.seed}:${state.requests}`;
  const identify = createIdentify(seed);
  const random = createRandom(seed);
  for (const [name, value] of Object.entries(standardHeaders(identify, random))) response.setHeader(name, value);
  try {
    checkKey(request);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const { route, captured } = match(request.method ?? 'GET', url);
    const exchange: Exchange = { state, request, response, url, captured, seed, identify, random };
    await route.handle(exchange);
  } catch (error) {
    refuse(response, error);
  }
}

function checkKey(request: IncomingMessage): void {
  const key = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (key === undefined) throw missingKey();
  if (key.startsWith(WRONG_KEY)) throw incorrectKey(key);
}

function match(method: string, { pathname }: URL): { route: Route; captured: string[] } {
  for (const route of ROUTES) {
    const found = route.method === method ? route.path.exec(pathname) : null;
    if (found) return { route, captured: found.slice(1).map(decodeURIComponent) };
  }
  throw unknownUrl(method, pathname);
}

/** A defect of the stand-in itself looks to its caller like one of OpenAI's; here it is printed. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  if (!(error instanceof Failure)) process.stderr.write(`stand-in: ${error instanceof Error ? error.stack : error}\n`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const failure = error instanceof Failure ? error : serverFailed();
  for (const [name, value] of Object.entries(failure.headers)) response.setHeader(name, value);
  sendJson(response, failure.status, failure.body);
}
