import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { mainPath } from '../../lib/endpoints/paths.ts';
import { endpoints } from '../../lib/endpoints/table.ts';
import { fieldsOf } from '../../lib/json/fields.ts';
import { startStack } from '../support/stack.ts';

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

interface Exchange {
  readonly file: string;
  readonly pathname: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly status: number;
  readonly answerType: string;
  readonly answer: Buffer;
}

const PIECE_BYTES = 7919;

/** Sends each recorded request of images and sound through its function: what reaches the upstream and what comes back are the very bytes. */
export async function replayMedia(corpus: string): Promise<MediaReplays> {
  const files = FOLDERS.flatMap((folder) => {
    const directory = path.join(corpus, folder);
    return existsSync(directory) ? readdirSync(directory).map((name) => path.join(folder, name)) : [];
  });
  const exchanges = files.map((file) => exchangeIn(corpus, file)).filter((exchange) => exchange !== undefined);
  let current: Exchange | undefined;
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
      const reply = await fetch(stack.url + exchange.pathname, {
        method: 'POST',
        headers: { 'content-type': exchange.contentType },
        body: new Uint8Array(exchange.body),
      });
      const came = Buffer.from(await reply.arrayBuffer());
      const { body, contentType } = sent.pop() ?? {};
      const isForm = exchange.contentType.startsWith('multipart/');
      if (reply.status !== exchange.status) differences.push(`${exchange.file}: status ${reply.status}`);
      if (!came.equals(exchange.answer)) differences.push(`${exchange.file}: the answer has other bytes`);
      if (!body?.equals(exchange.body)) differences.push(`${exchange.file}: the request went out in other bytes`);
      if (isForm && contentType !== exchange.contentType) differences.push(`${exchange.file}: another content type`);
    }
  } finally {
    await stack.close();
    upstream.close();
  }
  return { replayed: exchanges.length, skipped: files.length - exchanges.length, differences };
}

function exchangeIn(corpus: string, file: string): Exchange | undefined {
  const recorded = fieldsOf(JSON.parse(readFileSync(path.join(corpus, file), 'utf8')));
  const request = fieldsOf(recorded.request);
  const body = bytesIn(request);
  const pathname = typeof request.url === 'string' ? new URL(request.url).pathname : '';
  const isServed = endpoints.some(({ method, paths }) => method === 'POST' && mainPath(paths) === pathname);
  if (body === undefined || !isServed || typeof recorded.status !== 'number') return undefined;
  return {
    file,
    pathname,
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
