import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Endpoint, endpoints } from '../../lib/endpoints/table.ts';
import { fieldsOf } from '../../lib/json/fields.ts';
import { startStack } from '../support/stack.ts';
import type { MediaExchange } from './media-exchange.ts';
import { type OwnAnswer, ownDifferences } from './own-media.ts';

/** What was recorded of images and sound, below a corpus. */
const FOLDERS = ['other/images', 'other/audio'];

/** How the exchanges went. */
export interface MediaReplays {
  readonly replayed: number;
  /** Exchanges of operations that no function serves, or whose request was not recorded. */
  readonly skipped: number;
  /** One line for each exchange that came through otherwise than it was recorded. */
  readonly differences: readonly string[];
}

const PIECE_BYTES = 7919;

/**
 * Sends each recorded request of images and sound through its function, in both dialects. In OpenAI's, what reaches the upstream and what
 * comes back are the very bytes; in the service's own, all that the answer says is there (`own-media.ts`).
 */
export async function replayMedia(corpus: string): Promise<MediaReplays> {
  const files = FOLDERS.flatMap((folder) => {
    const directory = path.join(corpus, folder);
    return existsSync(directory) ? readdirSync(directory).map((name) => path.join(folder, name)) : [];
  });
  const exchanges = files.map((file) => exchangeIn(corpus, file)).filter((exchange) => exchange !== undefined);
  let current: MediaExchange | undefined;
  const sent: { readonly body: Buffer; readonly contentType: string | undefined }[] = [];
  const upstream = createServer(async (request, response) => {
    sent.push({ body: await buffer(request), contentType: request.headers['content-type'] });
    const { status = 500, answerType = '', answer = Buffer.alloc(0) } = current ?? {};
    response.writeHead(status, { 'content-type': answerType });
    for (let at = 0; at < answer.length; at += PIECE_BYTES) response.write(answer.subarray(at, at + PIECE_BYTES));
    response.end();
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const stack = await startStack({
    upstream: `http://127.0.0.1:${port}/v1`,
    environment: { OPENAI_MAX_RETRIES: '0', LOG_PAYLOADS: 'none' },
  });
  const differences: string[] = [];
  try {
    for (const exchange of exchanges) {
      current = exchange;
      const reply = await send(stack.url + exchange.pathname, exchange);
      const { body: came } = reply;
      const { body, contentType } = sent.pop() ?? {};
      const isForm = exchange.contentType.startsWith('multipart/');
      if (reply.status !== exchange.status) differences.push(`${exchange.file}: status ${reply.status}`);
      if (!came.equals(exchange.answer)) differences.push(`${exchange.file}: the answer has other bytes`);
      if (!body?.equals(exchange.body)) differences.push(`${exchange.file}: the request went out in other bytes`);
      if (isForm && contentType !== exchange.contentType) differences.push(`${exchange.file}: another content type`);
      const own = await send(stack.url + exchange.ownPath, { ...exchange, body: decodedParts(exchange.body) });
      differences.push(...ownDifferences(exchange, own));
    }
  } finally {
    await stack.close();
    upstream.close();
  }
  return { replayed: exchanges.length, skipped: files.length - exchanges.length, differences };
}

/** Recorders write parts of a form that are no text in base64, and say so. */
function decodedParts(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replaceAll(
      /\r\n\r\nb64:([\w+/=]*)\r\n/g,
      (_, base64: string) => `\r\n\r\n${Buffer.from(base64, 'base64').toString('latin1')}\r\n`,
    );
  return Buffer.from(text, 'latin1');
}

async function send(
  url: string,
  { contentType, body }: Pick<MediaExchange, 'contentType' | 'body'>,
): Promise<OwnAnswer> {
  const headers = { 'content-type': contentType };
  const reply = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  return { status: reply.status, body: Buffer.from(await reply.arrayBuffer()) };
}

function exchangeIn(corpus: string, file: string): MediaExchange | undefined {
  const recorded = fieldsOf(JSON.parse(readFileSync(path.join(corpus, file), 'utf8')));
  const request = fieldsOf(recorded.request);
  const body = bytesIn(request);
  const pathname = typeof request.url === 'string' ? new URL(request.url).pathname : '';
  const row = (endpoints as readonly Endpoint[]).find(
    ({ method, paths }) => method === 'POST' && paths.openai === pathname,
  );
  const ownPath = row?.paths.service;
  if (body === undefined || ownPath === undefined || typeof recorded.status !== 'number') return undefined;
  return {
    file,
    pathname,
    ownPath,
    body,
    contentType: headerIn(request, 'content-type'),
    status: recorded.status,
    answerType: headerIn(recorded, 'content-type'),
    answer: bytesIn(recorded) ?? Buffer.alloc(0),
  };
}

/** A body as it was recorded: in base64, as text, or as JSON. */
function bytesIn({ body, body_text: text, body_base64: base64 }: ReturnType<typeof fieldsOf>): Buffer | undefined {
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
  if (typeof text === 'string') return Buffer.from(text);
  if (body === undefined || body === null) return undefined;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function headerIn({ headers }: ReturnType<typeof fieldsOf>, name: string): string {
  const [, value] = Object.entries(fieldsOf(headers)).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : '';
}
