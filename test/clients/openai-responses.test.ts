import type OpenAI from 'openai';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import type { ResponseInputItem, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { asksUpstream, type ClientWorld, eventsOf, startClientWorld } from './client-world.ts';
import { CUT_STREAMS, cutJson } from './faults.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const model = 'gpt-6.1-terra';
const input = 'Say hello.';
const Weather = z.object({ location: z.string(), days: z.number() });
const weatherTool = zodResponsesFunction({ name: 'get_weather', parameters: Weather });

let world: ClientWorld;
let openai: OpenAI;

beforeAll(async () => {
  world = await startClientWorld();
  openai = world.client();
});
beforeEach(() => world.plays());
afterAll(() => world?.close());

const textOf = (events: readonly ResponseStreamEvent[]) =>
  events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');

describe('responses of the openai client', () => {
  it('are created', async () => {
    const response = await openai.responses.create({ model, input });
    expect(response).toMatchObject({ object: 'response', status: 'completed', model });
    expect(response.output_text).toContain(input);
    expect(response._request_id).toMatch(/^req_/);
  });

  it('keep what OpenAI says in headers', async () => {
    const { response } = await openai.responses.create({ model, input }).withResponse();
    for (const name of ['openai-version', 'openai-processing-ms', 'x-ratelimit-remaining-requests'])
      expect(response.headers.get(name), name).toBeTruthy();
  });

  it('are streamed', async () => {
    const events = await eventsOf(await openai.responses.create({ model, input, stream: true }));
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.at(-1)?.type).toBe('response.completed');
    expect(textOf(events)).toContain(input);
  });

  it('are streamed with a final response', async () => {
    const stream = openai.responses.stream({ model, input });
    const response = await stream.finalResponse();
    expect(response.status).toBe('completed');
    expect(response.output_text).toContain(input);
  });

  it('are parsed by a schema', async () => {
    const format = zodTextFormat(Weather, 'weather');
    const { output_parsed } = await openai.responses.parse({ model, input, text: { format } });
    expect(Weather.parse(output_parsed)).toEqual(output_parsed);
    const streamed = await openai.responses.stream({ model, input, text: { format } }).finalResponse();
    expect(streamed.output_parsed).toEqual(output_parsed);
  });

  it('call a tool and put its answer in words', async () => {
    const asked: ResponseInputItem[] = [{ role: 'user', content: 'How is the weather?' }];
    const first = await openai.responses.parse({ model, input: asked, tools: [weatherTool] });
    const call = first.output.find((item) => item.type === 'function_call');
    expect(call?.parsed_arguments).toEqual(Weather.parse(call?.parsed_arguments));
    const told: ResponseInputItem = { type: 'function_call_output', call_id: call?.call_id ?? '', output: 'Sunny' };
    const second = await openai.responses.create({
      model,
      tools: [weatherTool],
      previous_response_id: first.id,
      input: [told],
    });
    expect(second.output_text).toContain('Sunny');
  });

  it('stream the arguments of a tool', async () => {
    const stream = openai.responses.stream({ model, input, tools: [weatherTool] });
    let snapshot = '';
    stream.on('response.function_call_arguments.delta', (event) => {
      snapshot = event.snapshot;
    });
    const { output } = await stream.finalResponse();
    expect(output).toMatchObject([{ type: 'function_call', arguments: snapshot }]);
    Weather.parse(JSON.parse(snapshot));
  });

  it('bring reasoning', async () => {
    const request = { model, input, reasoning: { summary: 'auto' } } as const;
    const whole = await openai.responses.create(request);
    expect(whole.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    const streamed = await eventsOf(await openai.responses.create({ ...request, stream: true }));
    expect(streamed.some(({ type }) => type === 'response.reasoning_summary_text.delta')).toBe(true);
  });

  it('bring a refusal', async () => {
    world.plays('refusal');
    const { output } = await openai.responses.create({ model, input });
    expect(output).toMatchObject([{ type: 'message', content: [{ type: 'refusal', refusal: /can't help/ }] }]);
  });

  it('bring an image, whole and in partials', async () => {
    world.plays('image-small');
    const tools = [{ type: 'image_generation', partial_images: 1 } as const];
    const { output } = await openai.responses.create({ model, input, tools });
    const call = output.find((item) => item.type === 'image_generation_call');
    expect(
      Buffer.from(call?.result ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const { output: streamed } = await openai.responses.stream({ model, input, tools }).finalResponse();
    expect(streamed.find((item) => item.type === 'image_generation_call')?.result).toBeTruthy();
  });

  it('pass on an event that this client does not know', async () => {
    world.plays('unknown-event');
    const events = await eventsOf(await openai.responses.create({ model, input, stream: true }));
    expect(events.some(({ type }) => String(type) === 'response.stand_in.surprise')).toBe(true);
  });

  it('pass on a field that nobody knows', async () => {
    const count = world.answers((request, response) => {
      expect(request.json()).toMatchObject({ invented: { deep: [1] } });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"resp_1","output":[]}');
    });
    const request = { model, input, invented: { deep: [1] } };
    expect(await openai.responses.create(request)).toMatchObject({ id: 'resp_1' });
    expect(count()).toBe(1);
  });
});

describe.skipIf(asksUpstream)('an answer that fails in the middle', () => {
  it.each(CUT_STREAMS)('is an error of the stream where the upstream %s', async (_, handler) => {
    const count = world.answers(handler);
    await expect(async () => eventsOf(await openai.responses.create({ model, input, stream: true }))).rejects.toThrow();
    await expect(openai.responses.stream({ model, input }).finalResponse()).rejects.toThrow();
    expect(count()).toBe(2);
  });

  it('is an error where OpenAI gives up', async () => {
    world.plays('error-mid-stream');
    await expect(async () => eventsOf(await openai.responses.create({ model, input, stream: true }))).rejects.toThrow(
      'The model failed to generate a response.',
    );
  });

  it('is an error of a JSON answer, which is not paid again', async () => {
    const count = world.answers(cutJson);
    await expect(openai.responses.create({ model, input })).rejects.toMatchObject({ status: 502 });
    expect(count()).toBe(1);
  });
});
