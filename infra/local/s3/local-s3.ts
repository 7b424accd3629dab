import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildApp } from 'fauxqs';
import { hasExpired } from './presigned-query.ts';

export interface LocalS3Options {
  /** Made at the start. */
  readonly bucket: string;
  /** Folder in which every object that has bytes also appears, under its key. */
  readonly mirror?: string;
  /** 0, or nothing, takes any free one. */
  readonly port?: number;
  /** Milliseconds since 1970, for the end of presigned URLs. */
  readonly now?: () => number;
}

/** S3 in this process, by path: `<url>/<bucket>/<key>`. It checks no signature, and forgets everything at its end. */
export interface LocalS3 {
  /** On 127.0.0.1, without a slash at its end. */
  readonly url: string;
  /** Breaks what is still under way. */
  close(): Promise<void>;
}

/** What S3 takes in one PUT (https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html). */
const LARGEST_OBJECT = 5 * 1024 ** 3;

/** Starts fauxqs on 127.0.0.1 alone. */
export async function startLocalS3({ bucket, mirror, port = 0, now = Date.now }: LocalS3Options): Promise<LocalS3> {
  const app = buildApp({ logger: false });
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
    const { bucket: at, '*': key } = request.params as { readonly bucket?: string; readonly '*'?: string };
    if (!mirror || request.method !== 'PUT' || reply.statusCode !== 200 || at !== bucket || !key) return;
    const stored = await app.inject({ url: request.url.split('?')[0] ?? '' });
    // Before the PUT is answered: who has stored an image finds the copy. It is for looking at alone, and no PUT fails for it.
    await copyTo(mirror, key, stored.rawPayload).catch((error: Error) => {
      process.stderr.write(`${key} has no copy in ${mirror}: ${error.message}\n`);
    });
  });
  await app.inject({ method: 'PUT', url: `/${bucket}` });
  const url = await app.listen({ port, host: '127.0.0.1' });
  return { url, close: () => app.close() };
}

type Query = Readonly<Record<string, string>>;

/** The headers of an answer that its URL names: `response-content-type=image%2Fpng`. */
function namedHeaders(query: Query): Record<string, string> {
  const named = Object.entries(query).filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(named.map(([name, value]) => [name.slice('response-'.length), value]));
}

/** Below the folder, whatever the key says. */
async function copyTo(folder: string, key: string, bytes: Buffer): Promise<void> {
  const file = path.join(folder, path.posix.normalize(`/${key}`).replace(/^\/images\//, '/'));
  if (bytes.length === 0) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
