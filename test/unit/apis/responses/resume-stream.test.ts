import { describe, expect, it } from 'vitest';
import { resumeStream } from '../../../../lib/apis/responses/resume-stream.ts';
import { playEvents, playJson, type UpstreamHandler, upstreamFrame } from '../../../support/upstream.ts';
import { backgroundResponse } from '../../background/jobs.ts';
import { callTo, play, playMissing, useUpstream } from '../../background/polling.ts';
import { streamedText } from '../../background/streamed-text.ts';
import { type SeenFrame, seenFrames } from '../../stream/seen-frames.ts';

const upstream = useUpstream();

const { events, lastSequence } = streamedText([
  { part: 0, text: 'Once' },
  { part: 0, text: ' upon' },
]);

/** Answers as OpenAI: for `?stream=true` the events after the cursor, else the response. */
function playOpenAI(stream: UpstreamHandler, response: UpstreamHandler): UpstreamHandler {
  return (request, answer) => (/[?&]stream=true/.test(request.url) ? stream : response)(request, answer);
}

const playRest: UpstreamHandler = (request, response) => {
  const after = Number(new URL(request.url, 'http://upstream').searchParams.get('starting_after') ?? -1);
  return playEvents(events.filter(({ sequence_number: sequence }) => sequence > after))(request, response);
};

/** Resumes the stream of resp_1 and takes all that goes out. */
async function resume(handler: UpstreamHandler, startingAfter?: number) {
  play(upstream(), { resp_1: handler });
  const request = { id: 'resp_1', ...(startingAfter === undefined ? {} : { startingAfter }) };
  const answer = await resumeStream(request, callTo(upstream().url, { ms: 0 }));
  const written: string[] = [];
  await answer.stream({
    write: (bytes) => written.push(Buffer.from(bytes as string, 'latin1').toString()) > 0,
    drained: async () => undefined,
  });
  const frames: SeenFrame[] = seenFrames(written.join(''));
  return { answer, frames, ids: frames.map(({ id }) => id), types: frames.map(({ event }) => event) };
}

const numbers = events.map(({ sequence_number: sequence }) => String(sequence));

describe('a stream that OpenAI replays', () => {
  it.each([undefined, ...events.slice(0, -1).map(({ sequence_number: sequence }) => sequence)])(
    'goes on after %s, and ends as it did',
    async (after) => {
      const { answer, ids, types } = await resume(playRest, after);
      expect(ids).toEqual(numbers.slice(after === undefined ? 0 : after + 1));
      expect(types.at(-1)).toBe('response.completed');
      expect(answer.headers).toMatchObject({ 'x-response-source': 'openai' });
    },
  );

  it('has none of the events before, should OpenAI send them', async () => {
    const { ids } = await resume(playEvents(events), 2);
    expect(ids).toEqual(numbers.slice(3));
  });

  it.each([undefined, 1])('that is cut tells where it goes on, resumed after %s', async (after) => {
    const cut: UpstreamHandler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(upstreamFrame(events[2] ?? { type: '' }), () => response.socket?.resetAndDestroy());
    };
    const { frames } = await resume(cut, after);
    expect(frames.at(-1)).toMatchObject({
      id: undefined,
      event: 'error',
      data: { resume: { path: '/api/responses/resp_1/stream?starting_after=2', starting_after: 2 } },
    });
  });
});

describe('a stream that was read to its end already', () => {
  it.each([lastSequence, lastSequence + 5])('ends once more, in one terminal frame, after %i', async (after) => {
    const { types, ids, frames } = await resume(playOpenAI(playRest, playJson(backgroundResponse())), after);
    expect([types, ids]).toEqual([['response.completed'], [String(lastSequence)]]);
    expect(frames[0]?.data).toMatchObject({ response_id: 'resp_1', status: 'completed', replayed: true });
  });

  it.each([
    ['in_progress', 'upstream_stream_truncated'],
    ['cancelled', 'response_cancelled'],
  ])('but whose response is %s is refused with %s', async (status, code) => {
    const handler = playOpenAI(playEvents([]), playJson(backgroundResponse({ status })));
    await expect(resume(handler, 9)).rejects.toMatchObject({ code });
  });
});

describe('a stream of which nothing comes', () => {
  const ended = playJson(backgroundResponse());
  const nothingBehind: UpstreamHandler = (request, response) =>
    (request.url.includes('starting_after') ? playEvents([]) : playRest)(request, response);

  it.each<[string, UpstreamHandler, number | undefined]>([
    ['at all', playEvents([]), undefined],
    ['whether before the number or after it', playEvents([]), 2],
    ['after the number, though its end does', nothingBehind, 2],
  ])('%s is played from the response: the caller may lack it', async (_what, stream, after) => {
    const { types, frames, ids } = await resume(playOpenAI(stream, ended), after);
    expect(ids).toEqual(
      Array.from({ length: 9 }, (_, index) => String(index)).slice(after === undefined ? 0 : after + 1),
    );
    expect(types.at(-1)).toBe('response.completed');
    expect(frames.find(({ event }) => event === 'response.output_text.delta')?.data).toMatchObject({ text_offset: 0 });
    expect(frames.every(({ data }) => data.replayed === true)).toBe(true);
  });
});

/** OpenAI's refusal. */
function refusal(message: string): UpstreamHandler {
  return playJson({ error: { message, type: 'invalid_request_error', param: null, code: null } }, 400);
}

describe('a stream that neither OpenAI nor the archive has', () => {
  it.each([
    [
      'is not of a background response',
      refusal('This response cannot be streamed because it was not created with background=true.'),
      'stream_not_resumable',
    ],
    [
      'is too old',
      refusal('This response can no longer be streamed because it is more than 5 minutes old.'),
      'stream_expired',
    ],
  ])('because it %s is refused with a hint to retrieve the response', async (_name, handler, code) => {
    await expect(resume(handler, 3)).rejects.toMatchObject({
      code,
      statusCode: 400,
      hint: expect.stringContaining('GET /api/responses/{id}'),
    });
  });

  it('because there is no such response is refused with OpenAI’s 404', async () => {
    await expect(resume(playMissing, 3)).rejects.toMatchObject({ statusCode: 404 });
  });

  it.each<[string, UpstreamHandler, number]>([
    ['a failure', playJson({ error: { message: 'Oops', type: 'server_error' } }, 503), 503],
    ['a wrong key', playJson({ error: { message: 'Incorrect API key', code: 'invalid_api_key' } }, 401), 401],
    ['an answer that is no stream', playJson(backgroundResponse()), 502],
  ])('and of which OpenAI says %s is refused for that', async (_name, handler, statusCode) => {
    await expect(resume(handler, 3)).rejects.toMatchObject({ statusCode });
  });
});
