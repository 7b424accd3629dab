import type { IncomingMessage } from 'node:http';
import { HeaderList } from './header-list.ts';

/**
 * An HTTP response as the OpenAI SDK reads it: the Fetch Standard's `Response`, less what the SDK never asks for.
 * `body` is Node's own stream, so that a streamed answer crosses no second queue on its way out.
 */
export class UpstreamResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly url: string;
  readonly body: IncomingMessage;

  constructor(message: IncomingMessage, url: string) {
    this.status = message.statusCode ?? 0;
    this.statusText = message.statusMessage ?? '';
    this.url = url;
    this.body = message;
    this.headers = new HeaderList();
    const raw = message.rawHeaders;
    for (let index = 0; index + 1 < raw.length; index += 2) this.headers.append(raw[index] ?? '', raw[index + 1] ?? '');
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The whole body as text. Rejects with Node's error where the connection breaks first. */
  async text(): Promise<string> {
    this.body.setEncoding('utf8');
    let text = '';
    for await (const chunk of this.body) text += chunk;
    return text;
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.body) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  }
}
