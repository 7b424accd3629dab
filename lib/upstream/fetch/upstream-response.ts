import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ServiceError } from '../../errors/service-error.ts';
import { fieldsOf } from '../../json/fields.ts';
import { bodyLimits } from '../../stream/body-limits.ts';
import { jsonWeight } from '../../stream/json-weight.ts';
import { readBounded, type Unfinished } from '../../stream/read-bounded.ts';
import { keepErrorText } from './error-text.ts';
import type { Exchange } from './exchange.ts';
import { HeaderList } from './header-list.ts';

/** What goes with a message's own head. */
export interface ResponseParts {
  readonly body?: Readable;
  readonly exchange?: Exchange | undefined;
}

const messages = {
  broken: 'The reason did not come whole: the connection broke.',
  silent: 'The reason did not come whole: OpenAI stopped sending.',
  late: 'The reason did not come in time.',
  'too-large': 'The reason is larger than is read of one.',
} as const;

/**
 * An HTTP response as the OpenAI SDK reads it: the Fetch Standard's `Response`, less what the SDK never asks for.
 * `body` is Node's own stream, so that a streamed answer crosses no second queue on its way out.
 */
export class UpstreamResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly url: string;
  /** Decoded, where it came in a content coding. */
  readonly body: Readable;
  readonly #exchange: Exchange | undefined;

  constructor(message: IncomingMessage, url: string, { body = message, exchange }: ResponseParts = {}) {
    this.#exchange = exchange;
    this.status = message.statusCode ?? 0;
    this.statusText = message.statusMessage ?? '';
    this.url = url;
    this.body = body;
    this.headers = new HeaderList();
    const raw = message.rawHeaders;
    for (let index = 0; index + 1 < raw.length; index += 2) this.headers.append(raw[index] ?? '', raw[index + 1] ?? '');
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The whole body as text, as `arrayBuffer` reads it. */
  async text(): Promise<string> {
    const text = (await this.#bytes()).toString('utf8');
    if (!this.ok) keepErrorText(this.headers, text);
    return text;
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  /** The whole body. Rejects where the connection breaks first, the body stalls, or is larger than an error may be. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.#bytes()).buffer;
  }

  /** The SDK reads nothing but errors by itself. */
  async #bytes(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const bounds = { maxBytes: bodyLimits.error, idleMs: this.#exchange?.idleMs ?? Number.POSITIVE_INFINITY };
    const end = await readBounded(this.body, bounds, (chunk) => chunks.push(chunk));
    const isHeavy = end.kind === 'whole' && jsonWeight(chunks) > bodyLimits.errorStructure;
    if (end.kind === 'whole' && !isHeavy) return Buffer.concat(chunks);
    const failed: Unfinished = end.kind === 'whole' ? { kind: 'too-large' } : end;
    if (this.#exchange && failed.kind === 'too-large') this.#exchange.isTooLarge = true;
    throw unread(failed);
  }
}

/** What the SDK makes the message of an error whose body it cannot read. */
function unread(end: Unfinished): Error {
  const cause = end.kind === 'broken' ? end.cause : undefined;
  // What could not be decoded says so itself.
  if (cause instanceof ServiceError) return cause;
  const { code } = fieldsOf(cause);
  const error = new Error(messages[end.kind], { cause });
  return code === undefined ? error : Object.assign(error, { code });
}
