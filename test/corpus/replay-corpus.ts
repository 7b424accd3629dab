import { buffer } from 'node:stream/consumers';
import { createParser } from 'eventsource-parser';
import { functionUrlEvent } from '../../infra/local/events.ts';
import type { FunctionHost } from '../../infra/local/lambda/function-host.ts';
import type { Endpoint } from '../../lib/endpoints.ts';
import { checkAnswer, checkError, type JsonReply } from './check-exchange.ts';
import { checkStream, type ReceivedFrame } from './check-stream.ts';
import { chunkings } from './chunkings.ts';
import { type Difference, type Expectations, newExpectations } from './difference.ts';
import type { ExchangeRecording, RecordedRequest, Recording, StreamRecording } from './recordings.ts';
import type { Replay, ReplayUpstream } from './replay-upstream.ts';
import { requestFor } from './request-for.ts';

/** What replays go through. */
export interface Stage {
  readonly host: FunctionHost;
  readonly upstream: ReplayUpstream;
  readonly createText: Endpoint;
  readonly streamText: Endpoint;
}

/** Replays one recording in every way that fits it. */
export async function replayRecording(recording: Recording, stage: Stage): Promise<readonly Difference[]> {
  if (recording.kind === 'stream') return replayStream(recording, stage);
  const endpoints = recording.kind === 'error' ? [stage.createText, stage.streamText] : [stage.createText];
  const found: Difference[] = [];
  for (const endpoint of endpoints) {
    found.push(...(await labelled(endpoint.name, (expect) => replayExchange(recording, endpoint, stage, expect))));
  }
  return found;
}

async function replayStream(recording: StreamRecording, stage: Stage): Promise<Difference[]> {
  const headers = { ...recording.headers, 'content-type': 'text/event-stream; charset=utf-8' };
  const found: Difference[] = [];
  for (const { name, chunks } of chunkings) {
    const replayed = await labelled(name, async (expect) => {
      const replay = { status: 200, headers, chunks: chunks(recording.events) };
      const answer = await invoke(recording.request, stage.streamText, replay, stage, expect);
      expect.equal('status', 200, answer.statusCode);
      expect.holds(
        'content-type',
        /^text\/event-stream/.test(answer.headers['content-type'] ?? ''),
        'an event stream',
        answer.headers,
      );
      checkStream(recording.events, framesOf(answer.bytes), expect);
    });
    found.push(...replayed);
  }
  return found;
}

async function replayExchange(recording: ExchangeRecording, endpoint: Endpoint, stage: Stage, expect: Expectations) {
  const { status, headers, body, request } = recording;
  const contentType = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const replay = { status, headers: { ...headers, ...contentType }, chunks: [Buffer.from(text)] };
  const answer = await invoke(request, endpoint, replay, stage, expect);
  const reply: JsonReply = { ...answer, body: JSON.parse(answer.bytes.toString()) };
  if (recording.kind === 'error') checkError(recording, reply, expect);
  else checkAnswer(recording, reply, expect);
}

async function invoke(
  recorded: RecordedRequest,
  endpoint: Endpoint,
  replay: Replay,
  stage: Stage,
  expect: Expectations,
) {
  const request = requestFor(recorded);
  stage.upstream.play(replay);
  const event = functionUrlEvent({
    method: endpoint.method,
    url: endpoint.path,
    rawHeaders: ['content-type', 'application/json'],
    body: Buffer.from(JSON.stringify(request.body)),
    sourceIp: '127.0.0.1',
    requestId: 'corpus',
    time: 0,
    parameters: {},
    resource: endpoint.path,
  });
  const { statusCode, headers, body } = await stage.host.invoke(endpoint.name, event);
  const bytes = await buffer(body);
  const { received } = stage.upstream;
  expect.equal('requests to upstream', 1, received.length);
  if (request.recorded && received[0] !== undefined) {
    const { include: _dropped, ...sent } = request.body;
    expect.contained('request to upstream', sent, JSON.parse(received[0]));
  }
  return { statusCode, headers, bytes };
}

function framesOf(bytes: Buffer): ReceivedFrame[] {
  const frames: ReceivedFrame[] = [];
  const parser = createParser({ onEvent: ({ id, event, data }) => frames.push({ id, event, data }) });
  parser.feed(bytes.toString());
  return frames;
}

/** Runs one replay; what it throws is a difference as well. */
async function labelled(label: string, replay: (expect: Expectations) => Promise<void>): Promise<Difference[]> {
  const expect = newExpectations();
  await replay(expect).catch((error: unknown) => expect.holds('replay', false, 'an answer', String(error)));
  return expect.differences.map((difference) => ({ ...difference, what: `[${label}] ${difference.what}` }));
}
