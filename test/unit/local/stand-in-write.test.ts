import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { WireEvent } from '../../../infra/local/openai/events.ts';
import { PACES } from '../../../infra/local/openai/pace.ts';
import { writeEvents } from '../../../infra/local/openai/write-events.ts';

/** 200 MB in all: far more than any socket takes in before its reader reads. */
const TOTAL = 50_000;
const DELTA = 'x'.repeat(4096);

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that writes `TOTAL` events to whoever asks, and counts those it was made to produce. */
async function serve(): Promise<{ url: string; drawn: () => number; closed: Promise<void> }> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let drawn = 0;
  function* events(): Generator<WireEvent> {
    const place = { item_id: 'msg_1', output_index: 0, content_index: 0, logprobs: [] };
    try {
      while (drawn < TOTAL) {
        yield { type: 'response.output_text.delta', sequence_number: drawn, ...place, delta: DELTA };
        drawn += 1;
      }
    } finally {
      resolve();
    }
  }
  const pace = PACES.none(Math.random);
  server = createServer((_, response) => void writeEvents(events(), response, pace)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, drawn: () => drawn, closed };
}

async function open(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage];
  return response;
}

describe('writing events', () => {
  it('produces no more than a reader takes', async () => {
    const { url, drawn } = await serve();
    const response = await open(url);
    await once(response, 'readable');
    expect(drawn()).toBeGreaterThan(0);
    expect(drawn()).toBeLessThan(TOTAL / 2);
    response.destroy();
  });

  it('closes the events when the reader leaves', async () => {
    const { url, drawn, closed } = await serve();
    const response = await open(url);
    response.destroy();
    await closed;
    expect(drawn()).toBeLessThan(TOTAL);
  });
});
