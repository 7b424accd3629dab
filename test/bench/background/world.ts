// The local S3 and the stand-in for OpenAI in a process of their own, so that they and the pollers do not share a thread.
// Forked by main.ts: sends `WorldAddress` once it serves, and `WorldCounts` for every message.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { startStandIn } from '../../../infra/local/openai/server.ts';
import { startLocalS3 } from '../../../infra/local/s3/local-s3.ts';

export interface WorldAddress {
  readonly s3: string;
  /** Without `/v1`. */
  readonly openai: string;
}

/** Requests so far: S3's by method, a listing being a GET of its own kind. */
export interface WorldCounts {
  readonly s3: Readonly<Record<string, number>>;
  readonly openai: number;
}

export const BENCH_BUCKET = 'bench-background';

async function serve(): Promise<void> {
  const s3 = await startLocalS3({ bucket: BENCH_BUCKET });
  const standIn = await startStandIn({ now: Date.now });
  const s3Port = Number(new URL(s3.url).port);
  const counts: Record<string, number> = {};
  let openai = 0;
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.socket.localPort !== s3Port) {
      openai += 1;
      return;
    }
    const kind = request.url?.includes('list-type=2') ? 'LIST' : (request.method ?? '');
    counts[kind] = (counts[kind] ?? 0) + 1;
  });
  process.on('message', () => process.send?.({ s3: counts, openai } satisfies WorldCounts));
  process.once('disconnect', () => process.exit());
  process.send?.({ s3: s3.url, openai: standIn.url } satisfies WorldAddress);
}

if (process.send) await serve();
