import { createOpenAI, type OpenAIProvider } from '@ai-sdk/openai';
import { APICallError, generateText, isStepCount, Output, RetryError, streamText, tool } from 'ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { asksUpstream, type ClientWorld, startClientWorld } from './client-world.ts';
import { CUT_STREAMS, cutJson, rateLimited, serverFailed } from './faults.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const prompt = 'Say hello.';
const Weather = z.object({ location: z.string(), days: z.number() });

let world: ClientWorld;
let openai: OpenAIProvider;

beforeAll(async () => {
  world = await startClientWorld();
  openai = createOpenAI({ baseURL: world.baseURL, apiKey: world.apiKey });
});
beforeEach(() => world.plays());
afterAll(() => world?.close());

const model = () => openai('gpt-6.1-terra');

describe('ai with @ai-sdk/openai', () => {
  it('generates text', async () => {
    const { text, finishReason, usage, response } = await generateText({ model: model(), prompt });
    expect(text).toContain(prompt);
    expect(finishReason).toBe('stop');
    expect(usage.totalTokens).toBeGreaterThan(0);
    expect(response.headers?.['x-request-id']).toMatch(/^req_/);
  });

  it('streams text', async () => {
    const result = streamText({ model: model(), prompt });
    let text = '';
    for await (const piece of result.textStream) text += piece;
    expect(text).toContain(prompt);
    expect(await result.finishReason).toBe('stop');
  });

  it.each(['whole', 'streamed'])('uses a tool and puts its answer in words (%s)', async (how) => {
    const asked: unknown[] = [];
    const weather = tool({
      description: 'The weather',
      inputSchema: Weather,
      execute: async (given) => {
        asked.push(given);
        return 'Sunny';
      },
    });
    const call = { model: model(), prompt, tools: { weather }, stopWhen: isStepCount(3) };
    const text = how === 'whole' ? (await generateText(call)).text : await streamText(call).text;
    expect(asked).toHaveLength(1);
    expect(text).toContain('Sunny');
  });

  it('generates by a schema', async () => {
    const call = { model: model(), prompt, output: Output.object({ schema: Weather }) };
    const { output } = await generateText(call);
    expect(Weather.parse(output)).toEqual(output);
    expect(await streamText(call).output).toEqual(output);
  });

  it('shows its reasoning', async () => {
    const providerOptions = { openai: { reasoningSummary: 'auto' } };
    const { reasoningText, text } = await generateText({ model: model(), prompt, providerOptions });
    expect(reasoningText).toBeTruthy();
    expect(text).toBeTruthy();
    expect(await streamText({ model: model(), prompt, providerOptions }).reasoningText).toBe(reasoningText);
  });

  it('refuses', async () => {
    world.plays('refusal');
    const result = await generateText({ model: model(), prompt });
    expect(JSON.stringify(result.response.body ?? result.content)).toContain("can't help");
  });

  it('draws', async () => {
    world.plays('image-small');
    const tools = { image_generation: openai.tools.imageGeneration() };
    const { staticToolResults } = await generateText({ model: model(), prompt, tools });
    expect(staticToolResults).toMatchObject([{ toolName: 'image_generation', output: { result: expect.any(String) } }]);
  });

  it('speaks the older API as well', async () => {
    const { text } = await generateText({ model: openai.chat('gpt-6.1-terra'), prompt });
    expect(text).toContain(prompt);
    expect(await streamText({ model: openai.chat('gpt-6.1-terra'), prompt }).text).toContain(prompt);
  });

  it('raises what OpenAI refuses', async () => {
    const call = generateText({ model: openai('gpt-none'), prompt });
    await expect(call).rejects.toBeInstanceOf(APICallError);
    await expect(call).rejects.toMatchObject({ statusCode: 400, isRetryable: false });
  });

  it.each([
    ['429', rateLimited],
    ['500', serverFailed],
  ])('raises a %s after three tries, and OpenAI sees no more than those', async (_, handler) => {
    const count = world.answers(handler);
    await expect(generateText({ model: model(), prompt })).rejects.toBeInstanceOf(RetryError);
    expect(count()).toBe(3);
  });
});

describe.skipIf(asksUpstream)('an answer that fails in the middle', () => {
  it.each(CUT_STREAMS)('is an error where the upstream %s', async (_, handler) => {
    world.answers(handler);
    const errors: unknown[] = [];
    const result = streamText({ model: model(), prompt, onError: ({ error }) => void errors.push(error) });
    const parts = [];
    for await (const { type } of result.fullStream) parts.push(type);
    expect(parts).toContain('error');
    expect(errors).toHaveLength(1);
    await expect(result.finishReason).resolves.toBe('error');
  });

  it('is an error of a JSON answer, which is not paid again', async () => {
    const count = world.answers(cutJson);
    await expect(generateText({ model: model(), prompt, maxRetries: 0 })).rejects.toMatchObject({ statusCode: 502 });
    expect(count()).toBe(1);
  });
});
