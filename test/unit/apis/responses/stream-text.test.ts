import { describe, expect, it, vi } from 'vitest';
import { textStreamRequestSchema } from '../../../../lib/apis/responses/schemas/text-request.ts';
import { streamText } from '../../../../lib/apis/responses/stream-text.ts';
import type { ResponseTracker } from '../../../../lib/apis/responses/tracking/response-tracker.ts';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import { parseRequest } from '../../../../lib/validation/parse-request.ts';
import { playEvents, playJson, type UpstreamHandler, upstreamFrame } from '../../../support/upstream.ts';
import { callTo, useUpstream } from '../../background/polling.ts';
import { streamedText } from '../../background/streamed-text.ts';
import { seenFrames } from '../../stream/seen-frames.ts';

const upstream = useUpstream();

const { events } = streamedText([
  { part: 0, text: 'Once' },
  { part: 0, text: ' upon' },
]);

function tracker() {
  return { prepare: vi.fn(), track: vi.fn(async () => ['told by the tracker']) } satisfies ResponseTracker;
}

/** Asks for a stream, where OpenAI answers so; its frames are read when they are wanted. */
async function stream(handler: UpstreamHandler, request: object = {}, following: ResponseTracker = tracker()) {
  upstream().handle(handler);
  const checked = parseRequest(textStreamRequestSchema, { input: 'Hi', ...request });
  const answer = await streamText(following)(checked, callTo(upstream().url, { ms: 0 }));
  const frames = async () => {
    const written: string[] = [];
    await answer.stream({
      write: (bytes) => written.push(Buffer.from(bytes as string, 'latin1').toString()) > 0,
      drained: async () => undefined,
    });
    return seenFrames(written.join(''));
  };
  return { answer, frames, sent: upstream().requests.at(-1)?.json() };
}

describe('a stream', () => {
  it('has every event as a frame, in order', async () => {
    const { answer, frames, sent } = await stream(playEvents(events));
    expect(sent).toMatchObject({ input: 'Hi', model: 'gpt-6.1-terra', stream: true });
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-openai-request-id': 'req_test' },
    });
    const seen = await frames();
    expect(seen.map(({ event }) => event)).toEqual(events.map(({ type }) => type));
    expect(seen.map(({ id }) => id)).toEqual(events.map(({ sequence_number: sequence }) => String(sequence)));
  });

  it('that is cut ends in one error', async () => {
    const { frames } = await stream((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(events.slice(0, 3).map(upstreamFrame).join(''));
    });
    const seen = await frames();
    expect(seen).toHaveLength(4);
    expect(seen.at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'upstream_stream_truncated', last_sequence: 2 },
    });
  });

  it('is none where OpenAI refuses: that is a status', async () => {
    const error = { message: 'No', type: 'invalid_request_error', param: 'input', code: null };
    await expect(stream(playJson({ error }, 400))).rejects.toMatchObject({ statusCode: 400, parameter: 'input' });
  });

  it.each(['text/html', 'application/json'])('is none where something else comes, as %s', async (type) => {
    const playOther: UpstreamHandler = (_request, response) =>
      void response.writeHead(200, { 'content-type': type }).end('<html>');
    await expect(stream(playOther)).rejects.toMatchObject({ code: 'upstream_invalid_response' });
  });
});

describe('a stream in the background', () => {
  it('is followed before its status goes out', async () => {
    const following = tracker();
    const { answer, frames } = await stream(playEvents(events), { background: true }, following);
    expect(following.track).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ id: 'resp_1' }),
      expect.anything(),
      expect.anything(),
    );
    expect(answer.headers).toMatchObject({ 'x-request-warnings': expect.stringContaining('told by the tracker') });
    expect((await frames()).map(({ event }) => event)).toEqual(events.map(({ type }) => type));
  });

  it('is none where it cannot be followed', async () => {
    const following = { prepare: vi.fn(), track: () => Promise.reject(new ServiceError('background_not_recorded')) };
    await expect(stream(playEvents(events), { background: true }, following)).rejects.toMatchObject({
      code: 'background_not_recorded',
    });
  });

  it('that is cut says where it goes on', async () => {
    const { frames } = await stream(playEvents(events.slice(0, 3)), { background: true });
    expect((await frames()).at(-1)?.data).toMatchObject({
      resume: { path: '/api/responses/resp_1/stream?starting_after=2', starting_after: 2 },
    });
  });
});
