import type OpenAI from 'openai';
import { NotFoundError } from 'openai';
import type { Response } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClientWorld, eventsOf, startClientWorld } from './client-world.ts';

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

/** Starts a background response that takes so long, with a stream or without. */
const inBackground = (seconds: number) =>
  ({ model, input, background: true, metadata: { seconds: String(seconds) } }) as const;

/** The response of this id, once it has ended. */
async function ended(id: string): Promise<Response> {
  const status = async () => (await openai.responses.retrieve(id)).status;
  await expect.poll(status, { timeout: 20_000 }).not.toMatch(/queued|in_progress/);
  return openai.responses.retrieve(id);
}

describe('stored responses of the openai client', () => {
  it('are found, list what went in, and are deleted', async () => {
    const created = await openai.responses.create({ model, input });
    expect(await openai.responses.retrieve(created.id)).toMatchObject({ id: created.id, output: created.output });
    const items = [];
    for await (const item of openai.responses.inputItems.list(created.id)) items.push(item);
    expect(items).toMatchObject([{ type: 'message', role: 'user', content: [{ text: input }] }]);
    await openai.responses.delete(created.id);
    await expect(openai.responses.retrieve(created.id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it('are not found where there are none', async () => {
    await expect(openai.responses.retrieve(`resp_${'0'.repeat(48)}`)).rejects.toMatchObject({
      status: 404,
      type: 'invalid_request_error',
      message: expect.stringContaining('not found'),
    });
  });

  it('begin in the background and end there', async () => {
    const queued = await openai.responses.create(inBackground(1));
    expect(queued).toMatchObject({ status: 'queued', background: true });
    const response = await ended(queued.id);
    expect(response.status).toBe('completed');
    expect(response.output_text).toContain(input);
  });

  it('are cancelled', async () => {
    const { id } = await openai.responses.create(inBackground(60));
    expect(await openai.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
    expect((await openai.responses.retrieve(id)).status).toBe('cancelled');
  });

  it('go on where a lost stream was', async () => {
    const stream = await openai.responses.create({ ...inBackground(2), stream: true });
    let id = '';
    let last = -1;
    for await (const event of stream) {
      last = event.sequence_number;
      if (event.type === 'response.created') id = event.response.id;
      if (event.type === 'response.output_text.delta') break;
    }
    const rest = await eventsOf(await openai.responses.retrieve(id, { stream: true, starting_after: last }));
    const numbers = rest.map(({ sequence_number }) => sequence_number);
    expect(numbers).toEqual(numbers.map((_, index) => last + 1 + index));
    expect(rest.at(-1)?.type).toBe('response.completed');
  });

  it('are read whole by a stream that joins later', async () => {
    const { id } = await openai.responses.create({ ...inBackground(1), stream: true }).then(async (stream) => {
      for await (const event of stream) if (event.type === 'response.created') return event.response;
      throw new Error('There was no first event');
    });
    const response = await openai.responses.stream({ response_id: id }).finalResponse();
    expect(response).toMatchObject({ id, status: 'completed' });
    expect(response.output_text).toContain(input);
  });
});

describe('what the openai client asks beside', () => {
  it('counts input tokens', async () => {
    const counted = await openai.responses.inputTokens.count({ model, input });
    expect(counted).toMatchObject({ object: 'response.input_tokens' });
    expect(counted.input_tokens).toBeGreaterThan(0);
  });

  it('compacts a conversation', async () => {
    const compacted = await openai.responses.compact({ model, input });
    expect(compacted).toMatchObject({ object: 'response.compaction' });
    expect(compacted.output.some(({ type }) => type === 'compaction')).toBe(true);
  });

  it('lists models and gets one', async () => {
    const models = [];
    for await (const { id } of openai.models.list()) models.push(id);
    expect(models).toContain(model);
    expect(await openai.models.retrieve(model)).toMatchObject({ id: model, object: 'model' });
    await expect(openai.models.retrieve('gpt-none')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('makes embeddings, as numbers and as base64', async () => {
    const request = { model: 'text-embedding-3-small', input: [input, 'And bye.'] };
    // The client asks for base64 by itself and makes numbers of it.
    const { data } = await openai.embeddings.create(request);
    expect(data.map(({ embedding }) => embedding.every(Number.isFinite))).toEqual([true, true]);
    const numbers = await openai.embeddings.create({ ...request, encoding_format: 'float' });
    expect(numbers.data[0]?.embedding).toHaveLength(data[0]?.embedding.length ?? -1);
    expect(numbers.usage.prompt_tokens).toBeGreaterThan(0);
  });

  it('moderates', async () => {
    const { results } = await openai.moderations.create({ model: 'omni-moderation-latest', input });
    expect(results).toMatchObject([{ flagged: expect.any(Boolean) }]);
  });
});

describe('chat completions of the openai client', () => {
  const messages = [{ role: 'user', content: input } as const];

  it('are created', async () => {
    const completion = await openai.chat.completions.create({ model, messages });
    expect(completion).toMatchObject({ object: 'chat.completion', choices: [{ finish_reason: 'stop' }] });
    expect(completion.choices[0]?.message.content).toContain(input);
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('are streamed, with usage at the end', async () => {
    const stream = await openai.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      tokens = chunk.usage?.total_tokens ?? tokens;
    }
    expect(text).toContain(input);
    expect(tokens).toBeGreaterThan(0);
  });

  it('are streamed with a final message', async () => {
    const stream = openai.chat.completions.stream({ model, messages });
    expect(await stream.finalContent()).toContain(input);
  });
});
