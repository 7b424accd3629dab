import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../lib/context/request-context.ts';
import { openaiClient } from '../../../lib/upstream/client.ts';
import { requestUpstream } from '../../../lib/upstream/request-upstream.ts';
import type { UpstreamKind } from '../../../lib/upstream/upstream-kinds.ts';
import { requestContext, timeLeft } from '../../support/request-context.ts';
import { rawAnswer, startRawServer } from './fetch/raw-server.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that answers the n-th whole request as `answers[n]` says; counts them. */
async function upstream(...answers: ((socket: Socket) => void)[]) {
  let count = 0;
  const server = await startRawServer((socket) => {
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    answer?.(socket);
  });
  closers.push(() => server.close());
  return { url: `${server.url}v1`, count: () => count };
}

function callTo(
  url: string,
  variables: Record<string, string> = {},
  given: Partial<RequestContext> = {},
): RequestContext {
  return requestContext({ OPENAI_API_BASE_URL: url, OPENAI_RETRY_DELAY: '0', ...variables }, given);
}

const KINDS = ['generation', 'background', 'lookup'] as const satisfies readonly UpstreamKind[];

/** Sends one request of a kind; what comes of it is its status or its error's code. */
async function outcome(kind: UpstreamKind, context: RequestContext): Promise<number | string> {
  const { responses } = openaiClient(context.environment);
  const body = { model: 'm', input: 'Hi', background: kind === 'background' };
  try {
    const { response } = await requestUpstream(context, { kind }, (options) =>
      kind === 'lookup'
        ? responses.retrieve('resp_1', {}, options).asResponse()
        : responses.create(body, options).asResponse(),
    );
    return response.status;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a connection that ends without a byte of answer', () => {
  const ok = rawAnswer('{}');

  it.each([
    ['generation', 200, 2],
    ['background', 'background_outcome_unknown', 1],
    ['lookup', 200, 2],
  ] as const)('at once: %s is %s after %d', async (kind, expected, requests) => {
    const server = await upstream(
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.write(ok),
    );
    expect(await outcome(kind, callTo(server.url))).toBe(expected);
    expect(server.count()).toBe(requests);
  });

  it.each([
    ['generation', 'upstream_unreachable', 1],
    ['background', 'background_outcome_unknown', 1],
    ['lookup', 200, 2],
  ] as const)('ten seconds later: %s is %s after %d', async (kind, expected, requests) => {
    let late = 0;
    const server = await upstream(
      (socket) => {
        late = 10_000;
        socket.destroySoon();
      },
      (socket) => socket.write(ok),
    );
    const context = callTo(server.url, {}, { now: () => performance.now() + late });
    expect(await outcome(kind, context)).toBe(expected);
    expect(server.count()).toBe(requests);
  });

  it.each([
    ['generation', 'upstream_unreachable', 1],
    ['background', 'background_outcome_unknown', 1],
    ['lookup', 200, 2],
  ] as const)('after the first bytes of one: %s is %s after %d', async (kind, expected, requests) => {
    const server = await upstream(
      (socket) => socket.write('HTTP/1.1 200 O', () => socket.destroySoon()),
      (socket) => socket.write(ok),
    );
    expect(await outcome(kind, callTo(server.url))).toBe(expected);
    expect(server.count()).toBe(requests);
  });

  it.each(['generation', 'background'] as const)('that was kept: %s goes out on another', async (kind) => {
    const first = await upstream((socket) => socket.write(ok));
    const context = callTo(first.url);
    const { responses } = openaiClient(context.environment);
    await requestUpstream(context, { kind }, (options) =>
      responses.create({ model: 'm', input: 'Hi' }, options).asResponse(),
    ).then(({ response }) => response.text());
    expect(await outcome(kind, context)).toBe(200);
  });
});

describe.each(KINDS)('%s', (kind) => {
  it('is sent again where no connection could be made', async () => {
    const gone = await startRawServer(() => undefined);
    await gone.close();
    const context = callTo(`${gone.url}v1`, { OPENAI_MAX_RETRIES: '2' });
    expect(await outcome(kind, context)).toBe('upstream_unreachable');
    expect(context.recorder.facts().retries).toBe(2);
  });

  it.each([408, 409, 429, 500, 503])('is sent again after %d', async (status) => {
    const body = '{"error":{"message":"No"}}';
    const refusal = `HTTP/1.1 ${status} No\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const server = await upstream(
      (socket) => socket.write(refusal),
      (socket) => socket.write(rawAnswer('{}')),
    );
    expect(await outcome(kind, callTo(server.url))).toBe(200);
    expect(server.count()).toBe(2);
  });
});

describe('an answer that does not come in time', () => {
  it.each([
    ['generation', 'upstream_timeout', 1],
    ['background', 'background_outcome_unknown', 1],
    ['lookup', 'upstream_timeout', 3],
  ] as const)('by OPENAI_TIMEOUT: %s is %s after %d', async (kind, code, requests) => {
    const server = await upstream(() => undefined);
    const context = callTo(server.url, { OPENAI_TIMEOUT: '300', OPENAI_MAX_RETRIES: '2' });
    expect(await outcome(kind, context)).toBe(code);
    expect(server.count()).toBe(requests);
  });

  it.each([
    ['generation', 'function_timeout'],
    ['background', 'background_outcome_unknown'],
    ['lookup', 'function_timeout'],
  ] as const)('by the deadline: %s is %s', async (kind, code) => {
    const server = await upstream(() => undefined);
    expect(await outcome(kind, callTo(server.url, {}, { deadline: timeLeft(1_300) }))).toBe(code);
    expect(server.count()).toBe(1);
  });

  it('is waited for as long as the function may where it costs, and a minute where not', async () => {
    const timeouts: number[] = [];
    const context = callTo('http://127.0.0.1:9/v1', {}, { deadline: timeLeft(299_000) });
    for (const kind of KINDS) {
      await requestUpstream(context, { kind }, async ({ timeout }) => {
        timeouts.push(timeout);
        return { headers: [], body: {} };
      });
    }
    expect(timeouts).toEqual([299_000, 299_000, 60_000]);
  });
});

describe('what is no answer', () => {
  it.each([
    ['a 101', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'],
    ['a 101 without an upgrade', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a 199', 'HTTP/1.1 199 Odd\r\n\r\n'],
    ['a 104', 'HTTP/1.1 104 Odd\r\n\r\n'],
    ['a 099', 'HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n'],
    ['a 600', 'HTTP/1.1 600 Odd\r\ncontent-length: 0\r\n\r\n'],
    ['a 999', 'HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a header without an end', `HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(100_000)}`],
    ['too many headers', `HTTP/1.1 200 OK\r\n${'x-a: 1\r\n'.repeat(20_000)}\r\n`],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ])('%s is upstream_protocol_error, at once and once', async (_name, answer) => {
    const server = await upstream((socket) => socket.write(answer));
    const context = callTo(server.url);
    expect(await outcome('generation', context)).toBe('upstream_protocol_error');
    expect(await outcome('lookup', context)).toBe('upstream_protocol_error');
    expect(await outcome('background', context)).toBe('background_outcome_unknown');
    expect(server.count()).toBe(3);
  });

  it.each([100, 102, 103])('a %d is none either, where nothing follows it', async (status) => {
    const interim = `HTTP/1.1 ${status} Wait\r\n\r\n`;
    const ending = await upstream((socket) => socket.write(interim, () => socket.destroySoon()));
    expect(await outcome('generation', callTo(ending.url))).toBe('upstream_protocol_error');
    expect(ending.count()).toBe(1);
    const waiting = await upstream((socket) => socket.write(interim));
    expect(await outcome('generation', callTo(waiting.url, { OPENAI_TIMEOUT: '300' }))).toBe('upstream_protocol_error');
    expect(waiting.count()).toBe(1);
  });

  it.each([100, 102, 103])('a %d may come before one', async (status) => {
    const server = await upstream((socket) => socket.write(`HTTP/1.1 ${status} Wait\r\n\r\n${rawAnswer('{}')}`));
    expect(await outcome('generation', callTo(server.url))).toBe(200);
  });

  it.each([301, 304])('a %d is an answer that no API gives', async (status) => {
    const server = await upstream((socket) =>
      socket.write(`HTTP/1.1 ${status} Moved\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n`),
    );
    expect(await outcome('generation', callTo(server.url))).toBe('upstream_invalid_response');
    expect(server.count()).toBe(1);
  });
});

describe('an error body', () => {
  it.each([
    ['stalls', 'HTTP/1.1 400 No\r\ncontent-length: 100\r\n\r\n{"err', () => undefined],
    [
      'breaks off',
      'HTTP/1.1 400 No\r\ncontent-length: 100\r\n\r\n{"err',
      (socket: { destroySoon(): void }) => socket.destroySoon(),
    ],
  ] as const)('that %s leaves the status', async (_name, answer, then) => {
    const server = await upstream((socket) => socket.write(answer, () => then(socket)));
    expect(await outcome('generation', callTo(server.url, { OPENAI_STREAM_IDLE_TIMEOUT: '300' }))).toBe('bad_request');
  });
});
