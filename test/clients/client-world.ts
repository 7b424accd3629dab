import OpenAI, { type ClientOptions } from 'openai';
import { startStandIn } from '../../infra/local/openai/server.ts';
import { startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { BUCKET, storage } from '../built/image-calls.ts';
import { type Stack, type StackOptions, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { forwardTo } from './forward-to.ts';

/** The local stack as clients see it, and OpenAI behind it: the stand-in, or what a test puts in its place. */
export interface ClientWorld {
  /** All that a client has to be told: these two in place of OpenAI's own. */
  readonly baseURL: string;
  readonly apiKey: string;
  readonly stack: Stack;
  /** Counts what reaches OpenAI. */
  readonly upstream: Upstream;
  /** The scenario of the stand-in for the requests from now on; without a name, what fits each request. Most clients send no `metadata`. */
  plays(scenario?: string): void;
  /** Puts a handler in the stand-in's place until `plays` is called. Returns how many requests have come to it. */
  answers(handler: UpstreamHandler): () => number;
  /** The official client, as anybody makes it. */
  client(options?: ClientOptions): OpenAI;
  close(): Promise<void>;
}

/** Every event of a stream. */
export async function eventsOf<Event>(stream: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** Makes the same tests ask the stand-in itself, which tells a failure of this service from one of a client's or the stand-in's. */
export const asksUpstream = process.env.CLIENTS_ASK === 'upstream';

/** Starts one. Retries of ours are quick, so that a test that counts them does not wait. The caller closes it. */
export async function startClientWorld(options: StackOptions = {}): Promise<ClientWorld> {
  const s3 = await startLocalS3({ bucket: BUCKET });
  const standIn = await startStandIn({ now: Date.now });
  const upstream = await startUpstream(forwardTo(standIn.url));
  const stack = await startStack({
    upstream: upstream.url,
    ...options,
    environment: { ...storage(s3.url), OPENAI_RETRY_DELAY: '10', ...options.environment },
  });
  const baseURL = asksUpstream ? upstream.url : `${stack.url}/v1`;
  const apiKey = 'sk-anything';
  return {
    baseURL,
    apiKey,
    stack,
    upstream,
    plays: (scenario) => upstream.handle(forwardTo(standIn.url, scenario)),
    answers(handler) {
      const before = upstream.requests.length;
      upstream.handle(handler);
      return () => upstream.requests.length - before;
    },
    client: (clientOptions = {}) => new OpenAI({ baseURL, apiKey, ...clientOptions }),
    async close() {
      await stack.close();
      await Promise.all([upstream, standIn, s3].map((part) => part.close()));
    },
  };
}
