import { Writable } from 'node:stream';
import { vi } from 'vitest';

/** What a handler sent through Lambda's response stream. */
export interface SentAnswer {
  readonly statusCode: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Every write, in order, as text. */
  readonly chunks: readonly string[];
  /** All writes together, as JSON. Throws where they are none. */
  json(): Record<string, unknown>;
}

/** A handler as Lambda calls it once `streamifyResponse` has wrapped it. */
type LambdaHandler = (event: unknown, stream: Writable, context: object) => Promise<void>;

interface Metadata {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const metadataOf = new WeakMap<Writable, Metadata>();

/** Puts `awslambda` into the global scope, as Lambda's runtime does. Before any handler is made; `vi.unstubAllGlobals` ends it. */
export function stubAwslambda(): void {
  vi.stubGlobal('awslambda', {
    streamifyResponse: (handler: LambdaHandler) => handler,
    HttpResponseStream: {
      from(stream: Writable, metadata: Metadata) {
        if (metadataOf.has(stream)) throw new Error('The status was committed twice');
        metadataOf.set(stream, metadata);
        return stream;
      },
    },
  });
}

/** Invokes a handler once, and waits until it is done; rejects where the invocation fails. */
export async function invoke(handler: unknown, event: unknown, leftMs = 20_000): Promise<SentAnswer> {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!metadataOf.has(stream)) return done(new Error('The body began before the status'));
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
  await (handler as LambdaHandler)(event, stream, { getRemainingTimeInMillis: () => leftMs });
  if (!stream.writableFinished) throw new Error('The handler ended before its answer did');
  const { statusCode, headers = {} } = metadataOf.get(stream) ?? {};
  return { statusCode, headers, chunks, json: () => JSON.parse(chunks.join('')) };
}

/** What of an HTTP request a test decides. */
export interface EventOptions {
  readonly method?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** The event of a function URL, as far as the functions read it. */
export function urlEvent(path: string, { method = 'GET', query = '', ...rest }: EventOptions = {}): object {
  return { rawPath: path, rawQueryString: query, headers: {}, ...rest, requestContext: { http: { method } } };
}

/** The event of an API Gateway REST API with a stage called `prod`, as far as the functions read it. */
export function gatewayEvent(path: string, { method = 'GET', ...rest }: EventOptions = {}): object {
  return { httpMethod: method, path, headers: {}, ...rest, requestContext: { path: `/prod${path}` } };
}
