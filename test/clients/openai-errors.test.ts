import type OpenAI from 'openai';
import { APIError, BadRequestError, InternalServerError, NotFoundError, RateLimitError } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { asksUpstream, type ClientWorld, startClientWorld } from './client-world.ts';
import { rateLimited, serverFailed, withoutMoney } from './faults.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const model = 'gpt-6.1-terra';
const input = 'Say hello.';

let world: ClientWorld;
let openai: OpenAI;

beforeAll(async () => {
  world = await startClientWorld();
  openai = world.client();
});
beforeEach(() => world.plays());
afterAll(() => world?.close());

/** What a call is refused with. */
async function refusalOf(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof APIError) return error;
  throw new Error(`Not refused as an API error: ${error}`);
}

describe('refusals of OpenAI', () => {
  it('keep their class, their words and what they are about', async () => {
    const error = await refusalOf(openai.responses.create({ model, input, temperature: 3 }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      param: 'temperature',
      code: 'decimal_above_max_value',
      requestID: expect.stringMatching(/^req_/),
    });
  });

  it('of a stream come before it begins', async () => {
    const request = { model: 'gpt-none', input, stream: true } as const;
    expect(await refusalOf(openai.responses.create(request))).toMatchObject({
      code: 'model_not_found',
      param: 'model',
    });
  });

  it('for their rate keep what is left', async () => {
    world.answers(rateLimited);
    const error = await refusalOf(openai.responses.create({ model, input }, { maxRetries: 0 }));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error.code).toBe('rate_limit_exceeded');
    expect(error.headers?.get('x-ratelimit-remaining-requests')).toBe('0');
  });
});

describe.skipIf(asksUpstream)('refusals of this service', () => {
  it('of a path say what is served', async () => {
    const error = await refusalOf(openai.post('/realtime/sessions', { body: {} }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error.type).toBe('invalid_request_error');
    expect(error.message).toContain('/v1/responses');
  });

  it('of a body have OpenAI’s form', async () => {
    const answer = await fetch(`${world.baseURL}/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-anything', 'content-type': 'application/json' },
      body: '{"model":',
    });
    expect(answer.status).toBe(400);
    const body = (await answer.json()) as { readonly error: object };
    expect(body).toEqual({ error: expect.objectContaining({ type: 'invalid_request_error', param: null }) });
    expect(Object.keys(body.error).sort()).toEqual(['code', 'message', 'param', 'type']);
  });

  it('of where a URL leads are final', async () => {
    const count = world.answers(() => {
      throw new Error('Nobody should have asked');
    });
    const content = [{ type: 'input_image', image_url: 'https://169.254.169.254/latest', detail: 'auto' } as const];
    const error = await refusalOf(openai.responses.create({ model, input: [{ role: 'user', content }] }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect(count()).toBe(0);
  });
});

describe('retries of the client', () => {
  const ways = [
    ['a response', () => openai.responses.create({ model, input })],
    ['a stream', () => openai.responses.create({ model, input, stream: true })],
    ['a background response', () => openai.responses.create({ model, input, background: true })],
    [
      'a chat completion',
      () => openai.chat.completions.create({ model, messages: [{ role: 'user', content: input }] }),
    ],
    ['an embedding', () => openai.embeddings.create({ model: 'text-embedding-3-small', input })],
    ['a response that is kept', () => openai.responses.retrieve(`resp_${'0'.repeat(48)}`)],
  ] as const;

  it.each(ways)('are all that OpenAI sees of a 429 to %s', async (_, ask) => {
    const count = world.answers(rateLimited);
    expect(await refusalOf(ask())).toBeInstanceOf(RateLimitError);
    // The client asks three times, unless told otherwise.
    expect(count()).toBe(3);
  });

  it.each(ways)('are all that OpenAI sees of a 500 to %s', async (_, ask) => {
    const count = world.answers(serverFailed);
    expect(await refusalOf(ask())).toBeInstanceOf(InternalServerError);
    expect(count()).toBe(3);
  });

  it.skipIf(asksUpstream)('are none where OpenAI has no money of the account left', async () => {
    const count = world.answers(withoutMoney);
    expect(await refusalOf(openai.responses.create({ model, input }))).toMatchObject({ code: 'insufficient_quota' });
    expect(count()).toBe(1);
  });

  it('switched off are off', async () => {
    const count = world.answers(rateLimited);
    await refusalOf(openai.responses.create({ model, input }, { maxRetries: 0 }));
    expect(count()).toBe(1);
  });

  it('get an answer once there is one', async () => {
    world.plays('rate-limit-then-ok');
    const before = world.upstream.requests.length;
    const response = await openai.responses.create({ model, input: 'Only once refused.' });
    expect(response.status).toBe('completed');
    expect(world.upstream.requests.length - before).toBe(2);
  });

  it('are no more where the connection to OpenAI breaks', async () => {
    const count = world.answers((_request, response) => void response.destroy());
    expect(await refusalOf(openai.responses.create({ model, input }))).toBeInstanceOf(APIError);
    expect(count()).toBeLessThanOrEqual(3);
  });
});

describe('a chat completion', () => {
  it.skipIf(asksUpstream)('that ends without an end is an error', async () => {
    const chunk = { id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Half' } }] };
    world.answers((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(chunk)}\n\n`, () => response.destroy());
    });
    const messages = [{ role: 'user', content: input } as const];
    await expect(async () => {
      for await (const _ of await openai.chat.completions.create({ model, messages, stream: true }));
    }).rejects.toThrow();
  });
});
