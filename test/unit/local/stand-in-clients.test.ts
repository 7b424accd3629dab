import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';

let standIn: StandIn;
let client: OpenAI;
beforeAll(async () => {
  standIn = await startStandIn();
  client = new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
});
afterAll(() => standIn.close());

const model = 'gpt-6.1-terra';
const metadata = { pace: 'none' };
const Tide = z.object({
  place: z.string().min(3),
  metres: z.number().positive(),
  times: z.array(z.iso.datetime()).min(2),
  note: z.string().nullable(),
});
const parameters = { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] };
const user = { role: 'user', content: 'How high is the tide?' } as const;

describe('chat completions, to OpenAI’s own SDK', () => {
  const tools = [{ type: 'function', function: { name: 'get_tide', parameters } }] as const;

  it('are read whole and streamed', async () => {
    const asked = { model, metadata, messages: [user] };
    const whole = await client.chat.completions.create(asked);
    expect(whole.choices[0]?.message.content).toContain(user.content);
    const stream = client.chat.completions.stream({ ...asked, stream_options: { include_usage: true } });
    let text = '';
    stream.on('content', (delta) => {
      text += delta;
    });
    const streamed = await stream.finalChatCompletion();
    expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(streamed.usage).toEqual(whole.usage);
  });

  it('are parsed by a schema', async () => {
    const response_format = zodResponseFormat(Tide, 'tide');
    const { choices } = await client.chat.completions.parse({ model, metadata, messages: [user], response_format });
    expect(Tide.parse(choices[0]?.message.parsed)).toMatchObject({ place: 'example place' });
  });

  it('call a tool and put its answer in words', async () => {
    const called = await client.chat.completions.create({ model, metadata, messages: [user], tools: [...tools] });
    const [call] = called.choices[0]?.message.tool_calls ?? [];
    const message = called.choices[0]?.message ?? expect.fail('no message');
    const answer = { role: 'tool', tool_call_id: call?.id ?? '', content: 'Four metres.' } as const;
    const said = await client.chat.completions.create({
      model,
      metadata,
      messages: [user, message, answer],
      tools: [...tools],
    });
    expect(said.choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(said.choices[0]?.message.content).toContain('Four metres.');
  });

  it.each([false, true])('end a loop of tools; streamed: %s', async (streamed) => {
    const given: string[] = [];
    const run = {
      type: 'function' as const,
      function: {
        name: 'get_tide',
        description: 'How high the tide is.',
        parameters,
        parse: JSON.parse,
        function: ({ place }: { place: string }) => {
          given.push(place);
          return 'Four metres.';
        },
      },
    };
    const asked = { model, metadata, messages: [user], tools: [run] };
    const runner = streamed
      ? client.chat.completions.runTools({ ...asked, stream: true })
      : client.chat.completions.runTools(asked);
    expect(await runner.finalContent()).toContain('Four metres.');
    expect(given).toEqual(['example place']);
  });

  it('decline in refusal', async () => {
    const asked = { model, metadata: { ...metadata, scenario: 'refusal' }, messages: [user] };
    const { choices } = await client.chat.completions.stream(asked).finalChatCompletion();
    expect(choices[0]?.message).toMatchObject({ content: null, refusal: expect.stringContaining('sorry') });
  });

  it.each([
    ['gpt-9', 'text', OpenAI.NotFoundError],
    [model, 'quota', OpenAI.RateLimitError],
    [model, 'server-error', OpenAI.InternalServerError],
  ])('raise what is refused: %s, %s', async (name, scenario, type) => {
    const asked = { model: name, messages: [user], metadata: { ...metadata, scenario } };
    await expect(client.chat.completions.create(asked)).rejects.toBeInstanceOf(type);
  });

  it('raise what fails in the middle of a stream', async () => {
    const asked = { model, messages: [user], metadata: { ...metadata, scenario: 'error-mid-stream' } };
    const stream = await client.chat.completions.create({ ...asked, stream: true });
    const read = async () => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toThrow('The model failed to generate a response.');
  });
});

describe('responses, to OpenAI’s own SDK', () => {
  const tools = [{ type: 'function', name: 'get_tide', parameters, strict: true }] as OpenAI.Responses.Tool[];

  it.each([false, true])('are parsed by a schema; streamed: %s', async (streamed) => {
    const asked = { model, metadata, input: [user], text: { format: zodTextFormat(Tide, 'tide') } };
    const parsed = streamed
      ? await client.responses.stream(asked).finalResponse()
      : await client.responses.parse(asked);
    expect(Tide.parse(parsed.output_parsed)).toMatchObject({ place: 'example place' });
  });

  it.each([false, true])('call a tool and put its answer in words; continued by an ID: %s', async (continued) => {
    const called = await client.responses.stream({ model, metadata, input: [user], tools }).finalResponse();
    const call = called.output.find((item) => item.type === 'function_call') ?? expect.fail('no call');
    const { call_id } = call;
    const output = { type: 'function_call_output', call_id, output: 'Four metres.' } as const;
    const sent = continued
      ? { input: [output], previous_response_id: called.id }
      : {
          input: [
            user,
            { type: 'function_call', call_id, name: call.name, arguments: call.arguments },
            output,
          ] as const,
        };
    const said = await client.responses
      .stream({ model, metadata, tools, ...sent, input: [...sent.input] })
      .finalResponse();
    expect(said.output.map(({ type }) => type)).toEqual(['message']);
    expect(said.output_text).toContain('Four metres.');
  });

  it('put an answer in words that is followed by an instruction, and call again once the user asks again', async () => {
    const output = { type: 'function_call_output', call_id: 'call_1', output: 'Four metres.' } as const;
    const input = [user, output, { role: 'developer', content: 'Be brief.' } as const];
    const said = await client.responses.create({ model, metadata, tools, input });
    expect(said.output_text).toContain('Four metres.');
    const again = await client.responses.create({ model, metadata, tools, input: [...input, user] });
    expect(again.output[0]?.type).toBe('function_call');
  });
});

describe('models, to OpenAI’s own SDK', () => {
  it('are listed, retrieved and not found', async () => {
    const listed: string[] = [];
    for await (const { id } of client.models.list()) listed.push(id);
    expect(listed).toEqual(expect.arrayContaining([model, 'text-embedding-ada-002', 'omni-moderation-latest']));
    for (const id of ['text-embedding-3-small', 'omni-moderation-2024-09-26']) {
      const found = await client.models.retrieve(id);
      expect(found).toEqual({ id, object: 'model', created: expect.any(Number), owned_by: 'system' });
    }
    await expect(client.models.retrieve('gpt-9')).rejects.toMatchObject({
      status: 404,
      error: {
        message: "The model 'gpt-9' does not exist",
        type: 'invalid_request_error',
        param: 'model',
        code: 'model_not_found',
      },
    });
  });
});
