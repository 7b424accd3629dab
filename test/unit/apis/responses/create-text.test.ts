import { describe, expect, it, vi } from 'vitest';
import { createText } from '../../../../lib/apis/responses/create-text.ts';
import { textRequestSchema } from '../../../../lib/apis/responses/schemas/text-request.ts';
import type { ResponseTracker } from '../../../../lib/apis/responses/tracking/response-tracker.ts';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import { parseRequest } from '../../../../lib/validation/parse-request.ts';
import { playJson, type UpstreamHandler } from '../../../support/upstream.ts';
import { backgroundResponse } from '../../background/jobs.ts';
import { callTo, useUpstream } from '../../background/polling.ts';

const upstream = useUpstream();

/** A tracker that has these warnings to tell. */
function tracker(...warnings: readonly string[]) {
  return { prepare: vi.fn(), track: vi.fn(async () => warnings) } satisfies ResponseTracker;
}

/** Asks for a text, where OpenAI answers so. */
async function create(handler: UpstreamHandler, request: object = {}, following: ResponseTracker = tracker()) {
  upstream().handle(handler);
  const context = callTo(upstream().url, { ms: 0 });
  const checked = parseRequest(textRequestSchema, { input: 'Hi', ...request });
  const answer = await createText(following)(checked, context);
  return { answer, facts: context.recorder.facts(), sent: upstream().requests.at(-1)?.json() };
}

describe('a text', () => {
  it('is asked for with the default model, and answered with what callers look for', async () => {
    const { answer, sent, facts } = await create(playJson(backgroundResponse({ background: false })));
    expect(sent).toMatchObject({ input: 'Hi', model: 'gpt-6.1-terra', stream: false });
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'x-openai-request-id': 'req_test', 'server-timing': expect.any(String) },
      body: { id: 'resp_1', output_text: 'Once upon a time in a café.', output_tool_calls: [] },
    });
    expect(answer.headers).not.toHaveProperty('location');
    expect(facts).toMatchObject({ responseModel: 'gpt-6.1-terra', usage: { total_tokens: 1100 } });
    expect(facts.costEstimate).toBeGreaterThan(0);
  });

  it('is made by the model that the caller names, and fields that nobody knows go along', async () => {
    const { sent } = await create(playJson(backgroundResponse()), { model: 'gpt-5', frobnication: { a: 1 } });
    expect(sent).toMatchObject({ model: 'gpt-5', frobnication: { a: 1 } });
  });

  it('is nothing to follow', async () => {
    const following = tracker();
    await create(playJson(backgroundResponse()), {}, following);
    expect(following.track).not.toHaveBeenCalled();
  });
});

describe('a text in the background', () => {
  const queued = playJson(backgroundResponse({ status: 'queued', output: [] }));

  it('is followed before it is answered, with the place where it will be', async () => {
    const following = tracker('told by the tracker');
    const { answer } = await create(queued, { background: true, include: ['file_search_call.results'] }, following);
    expect(following.track).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ id: 'resp_1', model: 'gpt-6.1-terra' }),
      expect.anything(),
      expect.objectContaining({ include: ['file_search_call.results'] }),
    );
    expect(answer).toMatchObject({
      statusCode: 202,
      headers: {
        location: '/api/responses/resp_1',
        'x-request-warnings': expect.stringContaining('told by the tracker'),
      },
      body: { status: 'queued' },
    });
  });

  it('fails where it cannot be followed', async () => {
    const following = { prepare: vi.fn(), track: () => Promise.reject(new ServiceError('background_not_recorded')) };
    await expect(create(queued, { background: true }, following)).rejects.toMatchObject({
      code: 'background_not_recorded',
    });
  });
});

describe('a text that cannot be had', () => {
  it.each<[string, UpstreamHandler, object]>([
    [
      'as OpenAI refuses',
      playJson({ error: { message: 'No', type: 'invalid_request_error', param: 'input', code: 'bad_thing' } }, 400),
      { statusCode: 400, parameter: 'input', openaiError: { code: 'bad_thing' } },
    ],
    [
      'as OpenAI is not there',
      (_request, response) => void response.writeHead(200).end('<html>maintenance</html>'),
      { code: 'upstream_invalid_response' },
    ],
    [
      'as the connection broke after it was begun',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"id":', () => response.socket?.resetAndDestroy());
      },
      { statusCode: 502 },
    ],
  ])('fails %s, and is asked for once', async (_name, handler, error) => {
    const before = upstream().requests.length;
    await expect(create(handler)).rejects.toMatchObject(error);
    expect(upstream().requests).toHaveLength(before + 1);
  });

  it('is asked for again where OpenAI has not begun it', async () => {
    let times = 0;
    const { facts } = await create((request, response) => {
      times += 1;
      const error = { error: { message: 'Busy', type: 'server_error', param: null, code: null } };
      return (times === 1 ? playJson(error, 503) : playJson(backgroundResponse()))(request, response);
    });
    expect([times, facts.retries]).toEqual([2, 1]);
  });
});
