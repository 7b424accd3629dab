import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { asksUpstream, type ClientWorld, startClientWorld } from './client-world.ts';
import { CUT_STREAMS, rateLimited, serverFailed } from './faults.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const input = 'Say hello.';
const Weather = z.object({ location: z.string(), days: z.number() });

let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld();
});
beforeEach(() => world.plays());
afterAll(() => world?.close());

const chat = (fields: Partial<ChatOpenAIFields> = {}) =>
  new ChatOpenAI({
    model: 'gpt-6.1-terra',
    useResponsesApi: true,
    apiKey: world.apiKey,
    configuration: { baseURL: world.baseURL },
    ...fields,
  });

describe('ChatOpenAI of @langchain/openai', () => {
  it('answers', async () => {
    const message = await chat().invoke(input);
    expect(message.text).toContain(input);
    expect(message).toMatchObject({ usage_metadata: { total_tokens: expect.any(Number) } });
  });

  it('answers in a stream', async () => {
    let text = '';
    for await (const chunk of await chat().stream(input)) text += chunk.text;
    expect(text).toContain(input);
  });

  it('uses a tool and puts its answer in words', async () => {
    const weather = tool(async () => 'Sunny', { name: 'weather', description: 'The weather', schema: Weather });
    const bound = chat().bindTools([weather]);
    const question = new HumanMessage(input);
    const called = await bound.invoke([question]);
    const [call] = called.tool_calls ?? [];
    expect(Weather.parse(call?.args)).toEqual(call?.args);
    const told = new ToolMessage({ content: 'Sunny', tool_call_id: call?.id ?? '' });
    expect((await bound.invoke([question, called, told])).text).toContain('Sunny');
  });

  it('answers by a schema', async () => {
    const answer = await chat().withStructuredOutput(Weather, { name: 'weather' }).invoke(input);
    expect(Weather.parse(answer)).toEqual(answer);
  });

  it('shows its reasoning', async () => {
    const { contentBlocks } = await chat({ reasoning: { effort: 'low', summary: 'auto' } }).invoke(input);
    expect(contentBlocks.map(({ type }) => type)).toEqual(['reasoning', 'text']);
  });

  it('refuses', async () => {
    world.plays('refusal');
    const { additional_kwargs } = await chat().invoke(input);
    expect(additional_kwargs.refusal).toContain("can't help");
  });

  it('draws', async () => {
    world.plays('image-small');
    const { additional_kwargs } = await chat()
      .bindTools([{ type: 'image_generation' }])
      .invoke(input);
    expect(additional_kwargs.tool_outputs).toMatchObject([
      { type: 'image_generation_call', result: expect.any(String) },
    ]);
  });

  it('speaks the older API as well', async () => {
    expect((await chat({ useResponsesApi: false }).invoke(input)).text).toContain(input);
  });

  it('raises what OpenAI refuses', async () => {
    await expect(chat({ temperature: 3 }).invoke(input)).rejects.toMatchObject({ status: 400 });
  });

  // A 429 without `retry-after` it does not try again.
  it.each([
    [429, rateLimited, 1],
    [500, serverFailed, 2],
  ])('raises a %s after its own tries, and OpenAI sees no more than those', async (status, handler, tries) => {
    const count = world.answers(handler);
    await expect(chat({ maxRetries: 1 }).invoke(input)).rejects.toMatchObject({ status });
    expect(count()).toBe(tries);
  });

  it.skipIf(asksUpstream).each(CUT_STREAMS)('raises a stream that %s', async (_, handler) => {
    world.answers(handler);
    await expect(async () => {
      for await (const _chunk of await chat({ maxRetries: 0 }).stream(input));
    }).rejects.toThrow();
  });
});
