import { describe, expect, it } from 'vitest';
import { compactResponse } from '../../../../lib/apis/responses/compact-response.ts';
import { countInputTokens } from '../../../../lib/apis/responses/count-input-tokens.ts';
import { listInputItems } from '../../../../lib/apis/responses/list-input-items.ts';
import { compactRequestSchema } from '../../../../lib/apis/responses/schemas/compact-request.ts';
import { inputTokensRequestSchema } from '../../../../lib/apis/responses/schemas/input-tokens-request.ts';
import type { RequestContext } from '../../../../lib/context/request-context.ts';
import { parseRequest } from '../../../../lib/validation/parse-request.ts';
import { playJson, type UpstreamHandler } from '../../../support/upstream.ts';
import { callTo, useUpstream } from '../../background/polling.ts';

const upstream = useUpstream();

/** Asks a service, where OpenAI answers so. */
async function ask<A>(serve: (context: RequestContext) => Promise<A>, handler: UpstreamHandler) {
  upstream().handle(handler);
  const before = upstream().requests.length;
  const context = callTo(upstream().url, { ms: 0 });
  const outcome = await serve(context).then(
    (answer) => ({ answer, error: undefined }),
    (error: unknown) => ({ answer: undefined, error }),
  );
  return { ...outcome, facts: context.recorder.facts(), sent: upstream().requests.slice(before) };
}

const usage = { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 };
const refusal = { error: { message: 'No', type: 'invalid_request_error', param: null, code: null } };

/** Each service that hands on what OpenAI says. */
const services = {
  'compact-response': (context: RequestContext) =>
    compactResponse(parseRequest(compactRequestSchema, { input: 'Hi', model: 'gpt-5' }), context),
  'count-input-tokens': (context: RequestContext) =>
    countInputTokens(parseRequest(inputTokensRequestSchema, { input: 'Hi' }), context),
  'list-input-items': (context: RequestContext) => listInputItems({ id: 'resp_1', limit: 2, after: 'msg_1' }, context),
};

describe.each(Object.entries(services))('%s', (_name, serve) => {
  it("answers with OpenAI's JSON, what nobody knows of it included", async () => {
    const body = { object: 'x', data: [{ id: 'a', brand_new: 1 }], brand_new: { b: null } };
    const { answer } = await ask(serve, playJson(body));
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'x-openai-request-id': 'req_test' } });
    expect(answer?.body).toEqual(body);
  });

  it('names the format of what was spoken', async () => {
    const spoken = { type: 'output_audio', data: Buffer.from('RIFF0000WAVEfmt ').toString('base64') };
    const { answer } = await ask(serve, playJson({ data: [{ type: 'message', content: [spoken] }] }));
    expect(answer?.body).toMatchObject({ data: [{ content: [{ media_type: 'audio/wav' }] }] });
  });

  it('throws what OpenAI refuses with', async () => {
    const { error, facts, sent } = await ask(serve, playJson(refusal, 400));
    expect(error).toMatchObject({ statusCode: 400, openaiError: { message: 'No' } });
    expect(facts.upstreamError).toEqual(refusal);
    expect(sent).toHaveLength(1);
  });

  it.each(['[]', '7', 'null', '<html>', ''])('takes %j for no answer', async (text) => {
    const { error } = await ask(serve, (_request, response) => void response.writeHead(200).end(text));
    expect(error).toMatchObject({ code: 'upstream_invalid_response' });
  });
});

describe('what is sent', () => {
  it('to compact is the request, and its cost is that of the model that was asked', async () => {
    const { sent, facts } = await ask(services['compact-response'], playJson({ id: 'c', output: [], usage }));
    expect(sent[0]).toMatchObject({ method: 'POST', url: '/v1/responses/compact' });
    expect(sent[0]?.json()).toMatchObject({ input: 'Hi', model: 'gpt-5' });
    expect(facts).toMatchObject({ model: 'gpt-5', usage });
    expect(facts.costEstimate).toBeGreaterThan(0);
  });

  it('to count is the request, with the default model', async () => {
    const { sent, facts } = await ask(services['count-input-tokens'], playJson({ input_tokens: 7 }));
    expect(sent[0]).toMatchObject({ method: 'POST', url: '/v1/responses/input_tokens' });
    expect(sent[0]?.json()).toMatchObject({ input: 'Hi', model: 'gpt-6.1-terra' });
    expect(facts.costEstimate ?? null).toBeNull();
  });

  it('to list is the place and the page', async () => {
    const { sent } = await ask(services['list-input-items'], playJson({ data: [] }));
    expect(sent[0]).toMatchObject({ method: 'GET', url: '/v1/responses/resp_1/input_items?limit=2&after=msg_1' });
  });
});

it.each([
  ['compact-response', 1],
  ['count-input-tokens', 2],
  ['list-input-items', 2],
] as const)('a connection that breaks within the answer has %s sent %i times', async (name, times) => {
  let requests = 0;
  const { sent } = await ask(services[name], (request, response) => {
    requests += 1;
    if (requests > 1) return playJson({ data: [] })(request, response);
    response.socket?.setNoDelay();
    response.socket?.write('HTTP/1.1 2', () => response.socket?.resetAndDestroy());
  });
  expect(sent).toHaveLength(times);
});
