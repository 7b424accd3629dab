import { buffer } from 'node:stream/consumers';
import { createParser } from 'eventsource-parser';
import { functionUrlEvent } from '../../infra/local/events.ts';
import type { FunctionHost } from '../../infra/local/lambda/function-host.ts';
import type { Endpoint } from '../../lib/endpoints.ts';
import { checkAnswer, checkError, type JsonReply } from './check-exchange.ts';
import { checkImageAnswer, checkImageStream, hasImages, type ReadStored } from './check-images.ts';
import { checkStream, type ReceivedFrame } from './check-stream.ts';
import { chunkings } from './chunkings.ts';
import { type Difference, type Expectations, newExpectations } from './difference.ts';
import type { ExchangeRecording, Recording, StreamRecording } from './recordings.ts';
import type { Replay, ReplayUpstream } from './replay-upstream.ts';
import { imageRequestFor, type ReplayedRequest, requestFor } from './request-for.ts';

/** What replays go through. */
export interface Stage {
  readonly upstream: ReplayUpstream;
  readonly text: Functions;
  /** Where recordings with images go as well. */
  readonly images: readonly ImageFunctions[];
}

/** Functions of one kind that answer at once and as a stream. */
export interface Functions {
  readonly host: FunctionHost;
  readonly create: Endpoint;
  readonly stream: Endpoint;
}

export interface ImageFunctions extends Functions {
  readonly name: string;
  readonly readStored: ReadStored;
}

/** A replay: which function it goes through, what is sent to it, and what its answer is held against. */
interface Course<Answer> {
  readonly host: FunctionHost;
  readonly endpoint: Endpoint;
  readonly upstream: ReplayUpstream;
  readonly request: ReplayedRequest;
  readonly check: (answer: Answer, expect: Expectations) => void | Promise<void>;
}

/** Replays one recording in every way that fits it. */
export async function replayRecording(recording: Recording, stage: Stage): Promise<readonly Difference[]> {
  const { upstream, text } = stage;
  const withImages = hasImages(recording) ? stage.images : [];
  const found: Difference[] = [];
  if (recording.kind === 'stream') {
    const { host, stream: endpoint } = text;
    const request = requestFor(recording.request);
    const check = (frames: readonly ReceivedFrame[], expect: Expectations) =>
      checkStream(recording.events, frames, expect);
    found.push(...(await replayStream(recording, '', { host, endpoint, upstream, request, check })));
    for (const { host, stream: endpoint, name, readStored } of withImages) {
      const request = imageRequestFor(recording.request);
      const check = (frames: readonly ReceivedFrame[], expect: Expectations) =>
        checkImageStream(recording, frames, readStored, expect);
      found.push(...(await replayStream(recording, `${name}, `, { host, endpoint, upstream, request, check })));
    }
    return found;
  }
  for (const endpoint of recording.kind === 'error' ? [text.create, text.stream] : [text.create]) {
    const { host } = text;
    const request = requestFor(recording.request);
    const check = recording.kind === 'error' ? checkError : checkAnswer;
    const course = { host, endpoint, upstream, request };
    const checked = (reply: JsonReply, expect: Expectations) => check(recording, reply, expect);
    found.push(...(await replayExchange(recording, endpoint.name, { ...course, check: checked })));
  }
  for (const { host, create: endpoint, name, readStored } of withImages) {
    const request = imageRequestFor(recording.request);
    const check = (reply: JsonReply, expect: Expectations) => checkImageAnswer(recording, reply, readStored, expect);
    found.push(...(await replayExchange(recording, name, { host, endpoint, upstream, request, check })));
  }
  return found;
}

async function replayStream(
  recording: StreamRecording,
  label: string,
  course: Course<readonly ReceivedFrame[]>,
): Promise<Difference[]> {
  const headers = { ...recording.headers, 'content-type': 'text/event-stream; charset=utf-8' };
  const found: Difference[] = [];
  for (const { name, chunks } of chunkings) {
    const replayed = await labelled(`${label}${name}`, async (expect) => {
      const answer = await invoke(course, { status: 200, headers, chunks: chunks(recording.events) }, expect);
      expect.equal('status', 200, answer.statusCode);
      expect.holds(
        'content-type',
        /^text\/event-stream/.test(answer.headers['content-type'] ?? ''),
        'an event stream',
        answer.headers,
      );
      await course.check(framesOf(answer.bytes), expect);
    });
    found.push(...replayed);
  }
  return found;
}

function replayExchange(
  { status, headers, body }: ExchangeRecording,
  label: string,
  course: Course<JsonReply>,
): Promise<Difference[]> {
  return labelled(label, async (expect) => {
    const contentType = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await invoke(
      course,
      { status, headers: { ...headers, ...contentType }, chunks: [Buffer.from(text)] },
      expect,
    );
    await course.check({ ...answer, body: JSON.parse(answer.bytes.toString()) }, expect);
  });
}

async function invoke<Answer>(
  { host, endpoint, upstream, request }: Course<Answer>,
  replay: Replay,
  expect: Expectations,
) {
  upstream.play(replay);
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
  const { statusCode, headers, body } = await host.invoke(endpoint.name, event);
  const bytes = await buffer(body);
  const { received } = upstream;
  expect.equal('requests to upstream', 1, received.length);
  if (request.arrives && received[0] !== undefined) {
    expect.contained('request to upstream', request.arrives, JSON.parse(received[0]));
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
