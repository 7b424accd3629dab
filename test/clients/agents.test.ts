import { Agent, imageGenerationTool, OpenAIProvider, Runner, tool } from '@openai/agents';
import { BadRequestError, RateLimitError } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { asksUpstream, type ClientWorld, startClientWorld } from './client-world.ts';
import { CUT_STREAMS, rateLimited } from './faults.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const input = 'Say hello.';
const settings = { name: 'Tester', instructions: 'Be brief.', model: 'gpt-6.1-terra' };
const Weather = z.object({ location: z.string(), days: z.number() });

let world: ClientWorld;
let runner: Runner;

beforeAll(async () => {
  world = await startClientWorld();
  const modelProvider = new OpenAIProvider({ baseURL: world.baseURL, apiKey: world.apiKey, useResponses: true });
  runner = new Runner({ modelProvider, tracingDisabled: true });
});
beforeEach(() => world.plays());
afterAll(() => world?.close());

describe('an agent of @openai/agents', () => {
  it('answers', async () => {
    const { finalOutput } = await runner.run(new Agent(settings), input);
    expect(finalOutput).toContain(input);
  });

  it('answers in a stream', async () => {
    const result = await runner.run(new Agent(settings), input, { stream: true });
    let text = '';
    for await (const piece of result.toTextStream()) text += piece;
    await result.completed;
    expect(text).toContain(input);
    expect(result.finalOutput).toBe(text);
  });

  it.each([false, true])('uses a tool and puts its answer in words (stream: %s)', async (stream) => {
    const asked: unknown[] = [];
    const weather = tool({
      name: 'get_weather',
      description: 'The weather',
      parameters: Weather,
      execute: async (given) => {
        asked.push(Weather.parse(given));
        return 'Sunny';
      },
    });
    const agent = new Agent({ ...settings, tools: [weather] });
    const result = stream ? await runner.run(agent, input, { stream: true }) : await runner.run(agent, input);
    if ('completed' in result) await result.completed;
    expect(asked).toHaveLength(1);
    expect(result.finalOutput).toContain('Sunny');
  });

  it('answers by a schema', async () => {
    const { finalOutput } = await runner.run(new Agent({ ...settings, outputType: Weather }), input);
    expect(Weather.parse(finalOutput)).toEqual(finalOutput);
  });

  it('shows its reasoning', async () => {
    const agent = new Agent({ ...settings, modelSettings: { reasoning: { effort: 'low', summary: 'auto' } } });
    const { newItems, finalOutput } = await runner.run(agent, input);
    expect(newItems.map(({ type }) => type)).toEqual(['reasoning_item', 'message_output_item']);
    expect(finalOutput).toBeTruthy();
  });

  it('refuses', async () => {
    world.plays('refusal');
    await expect(runner.run(new Agent(settings), input)).rejects.toThrow(/can't help/);
  });

  it('draws', async () => {
    world.plays('image-small');
    const { newItems } = await runner.run(new Agent({ ...settings, tools: [imageGenerationTool()] }), input, {
      maxTurns: 1,
    });
    const call = newItems.find(({ type }) => type === 'tool_call_item');
    expect(call?.rawItem).toMatchObject({ type: 'hosted_tool_call', name: 'image_generation_call' });
    expect(JSON.stringify(call?.rawItem).length).toBeGreaterThan(100);
  });

  it('raises what OpenAI refuses', async () => {
    const agent = new Agent({ ...settings, modelSettings: { temperature: 3 } });
    await expect(runner.run(agent, input)).rejects.toBeInstanceOf(BadRequestError);
  });

  it('raises a 429 after the tries of its client, and OpenAI sees no more than those', async () => {
    const count = world.answers(rateLimited);
    await expect(runner.run(new Agent(settings), input)).rejects.toBeInstanceOf(RateLimitError);
    expect(count()).toBe(3);
  });

  it.skipIf(asksUpstream).each(CUT_STREAMS)('raises a stream that %s', async (_, handler) => {
    world.answers(handler);
    const result = await runner.run(new Agent(settings), input, { stream: true });
    await expect(result.completed).rejects.toThrow();
    expect(result.finalOutput).toBeUndefined();
  });
});
