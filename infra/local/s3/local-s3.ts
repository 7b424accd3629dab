import { buildApp } from 'fauxqs';
import { imageCopies } from './image-copies.ts';
import { type FauxqsStores, KeptObjects } from './kept-objects.ts';
import { hasExpired } from './presigned-query.ts';

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
  // Two things of presigned URLs that S3 does and fauxqs does not: they end, and they may name headers of the answer.
  app.addHook('onRequest', async (request, reply) => {
    if (!hasExpired(request.query as Query, now())) return;
    reply.code(403).type('application/xml');
    return reply.send('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>');
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.method === 'GET' && reply.statusCode === 200) reply.headers(namedHeaders(request.query as Query));
  });
  objects.createBucket(bucket);
  const url = await app.listen({ port, host: '127.0.0.1' });
  return { url, close: () => app.close() };
}

type Query = Readonly<Record<string, string>>;

/** The headers of an answer that its URL names: `response-content-type=image%2Fpng`. */
function namedHeaders(query: Query): Record<string, string> {
  const named = Object.entries(query).filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(named.map(([name, value]) => [name.slice('response-'.length), value]));
}
