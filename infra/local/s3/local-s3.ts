import { buildApp } from 'fauxqs';
import { fieldsOf } from '../../../lib/json/fields.ts';
import { imageCopies } from './image-copies.ts';
import { type FauxqsStores, KeptObjects } from './kept-objects.ts';
import { hasExpired } from './presigned-query.ts';
import { type Refusal, refusedWrite } from './refused-write.ts';

export interface LocalS3Options {
  /** Made at the start, if it is not there. */
  readonly bucket: string;
  /** Folder that keeps the objects for the next start; without one they are forgotten at the end. */
  readonly directory?: string;
  /** Folder in which every image of the bucket also appears, as long as the bucket has it. */
  readonly mirror?: string;
  /** 0, or nothing, takes any free one. */
  readonly port?: number;
  /** Milliseconds since 1970, for the end of presigned URLs. */
  readonly now?: () => number;
}

/** S3 in this process, by path: `<url>/<bucket>/<key>`. It checks no signature. */
export interface LocalS3 {
  /** On 127.0.0.1, without a slash at its end. */
  readonly url: string;
  /** Breaks what is still under way. */
  close(): Promise<void>;
}

/** What S3 takes in one PUT (https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html). */
const LARGEST_OBJECT = 5 * 1024 ** 3;

/**
 * Starts fauxqs on 127.0.0.1 alone. Several may share one `directory`.
 *
 * @throws Error where `directory` holds something else
 */
export async function startLocalS3(options: LocalS3Options): Promise<LocalS3> {
  const { bucket, directory, mirror, port = 0, now = Date.now } = options;
  const copy = mirror === undefined ? () => {} : imageCopies(mirror);
  const objects = new KeptObjects(directory, (at, key, bytes) => at === bucket && copy(key, bytes));
  // Its type wants the stores of queues and topics as well; it makes these itself.
  const stores: Partial<FauxqsStores> = { s3Store: objects };
  const app = buildApp({ logger: false, stores: stores as FauxqsStores });
  app.addHook('onClose', async () => objects.close());
  // fauxqs takes 11 MiB; images are larger.
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_OBJECT }, (_request, body, done) =>
    done(null, body),
  );
  // Three things that S3 does and fauxqs does not: presigned URLs end, they may name headers of the answer, and a PUT may
  // have conditions.
  app.addHook('onRequest', async (request, reply) => {
    if (!hasExpired(textsOf(request.query), now())) return;
    return reply.code(EXPIRED.status).type('application/xml').send(errorBody(EXPIRED));
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.method === 'GET' && reply.statusCode === 200) reply.headers(namedHeaders(textsOf(request.query)));
  });
  // Once the body is there: fauxqs waits for nothing more, and no other PUT of this process comes between. One of another may.
  app.addHook('preHandler', async (request, reply) => {
    const { bucket: at = '', '*': key } = textsOf(request.params);
    const isWrite = request.method === 'PUT' && key && objects.hasBucket(at);
    const refusal = isWrite ? refusedWrite(request.headers, objects.etagOf(at, key)) : undefined;
    if (refusal) return reply.code(refusal.status).type('application/xml').send(errorBody(refusal));
  });
  objects.createBucket(bucket);
  const url = await app.listen({ port, host: '127.0.0.1' });
  return { url, close: () => app.close() };
}

const EXPIRED: Refusal = { status: 403, code: 'AccessDenied', message: 'Request has expired' };

function errorBody({ code, message }: Refusal): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

type Texts = Readonly<Record<string, string>>;

/** The parts of a path or a query, each as a text. */
function textsOf(parts: unknown): Texts {
  return Object.fromEntries(Object.entries(fieldsOf(parts)).map(([name, value]) => [name, String(value)]));
}

/** The headers of an answer that its URL names: `response-content-type=image%2Fpng`. */
function namedHeaders(query: Texts): Record<string, string> {
  const named = Object.entries(query).filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(named.map(([name, value]) => [name.slice('response-'.length), value]));
}
