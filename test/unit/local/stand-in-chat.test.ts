import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions/completions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAT_SCENARIOS } from '../../../infra/local/openai/chat/chat-scenarios.ts';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

const FAILING = ['failed', 'error-mid-stream', 'rate-limit', 'rate-limit-then-ok', 'server-error', 'quota'];
const PLAYED = CHAT_SCENARIOS.filter((name) => !FAILING.includes(name));

const chat = (scenario?: string, more: object = {}): object => ({
  model: 'gpt-6.1-terra',
  messages: [{ role: 'user', content: 'How high is the tide? 🌊' }],
  metadata: { pace: 'none', ...(scenario ? { scenario } : {}) },
  ...more,
});

const post = (sent: unknown, url = standIn.url): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
    body: typeof sent === 'string' ? sent : JSON.stringify(sent),
  });

async function complete(sent: unknown, url?: string): Promise<ChatCompletion> {
  const response = await post(sent, url);
  expect(response.status).toBe(200);
  return (await response.json()) as ChatCompletion;
}

/** The data of each frame, `[DONE]` as the last. */
async function frames(sent: object, url?: string): Promise<string[]> {
  const response = await post({ ...sent, stream: true }, url);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const parts = (await response.text()).split('\n\n');
  expect(parts.pop()).toBe('');
  return parts.map((part) => /^data: (.+)$/.exec(part)?.[1] ?? expect.fail(`not a frame: ${part}`));
}

async function chunks(sent: object, url?: string): Promise<ChatCompletionChunk[]> {
  const all = await frames(sent, url);
  expect(all.pop()).toBe('[DONE]');
  return all.map((data) => JSON.parse(data) as ChatCompletionChunk);
}

const tool = {
  type: 'function',
  function: { name: 'get_tide', parameters: { type: 'object', properties: { place: { type: 'string' } } } },
};

describe.each(PLAYED)('the scenario %s as a chat', (scenario) => {
  it('streams chunks of one completion: its role first, its reason to end last', async () => {
    const all = await chunks(chat(scenario));
    expect(new Set(all.map(({ id, object, created, model }) => `${id} ${object} ${created} ${model}`)).size).toBe(1);
    expect(all[0]).toMatchObject({ object: 'chat.completion.chunk', id: expect.stringMatching(/^chatcmpl-\w{29}$/) });
    expect(all.map(({ choices: [choice] }) => choice?.delta.role).filter(Boolean)).toEqual(['assistant']);
    expect(all[0]?.choices[0]?.delta.role).toBe('assistant');
    const reasons = all.map(({ choices: [choice] }) => choice?.finish_reason);
    expect(reasons.slice(0, -1).every((reason) => reason === null)).toBe(true);
    expect(all.at(-1)?.choices).toEqual([
      { index: 0, delta: {}, logprobs: null, finish_reason: expect.stringMatching(/^(stop|length|tool_calls)$/) },
    ]);
    expect(all.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('says the same streamed and whole, for the same seed', async () => {
    const [one, two] = await Promise.all([startStandIn(), startStandIn()]);
    const whole = await complete(chat(scenario), one.url);
    const all = await chunks({ ...chat(scenario), stream_options: { include_usage: true } }, two.url);
    const usage = all.pop();
    expect(usage).toMatchObject({ choices: [], usage: whole.usage });
    expect(all.every((chunk) => chunk.usage === null)).toBe(true);
    const deltas = all.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    const joined = (read: (delta: (typeof deltas)[number]) => string | null | undefined): string =>
      deltas.map((delta) => read(delta) ?? '').join('');
    const [{ message, finish_reason } = expect.fail('no choice')] = whole.choices;
    expect(joined(({ content }) => content)).toBe(message.content ?? '');
    expect(joined(({ refusal }) => refusal)).toBe(message.refusal ?? '');
    const [call] = message.tool_calls ?? [];
    const given = call?.type === 'custom' ? call.custom.input : call?.function.arguments;
    expect(joined(({ tool_calls: [part] = [] }) => part?.function?.arguments ?? part?.custom?.input)).toBe(given ?? '');
    expect(all.at(-1)?.choices[0]?.finish_reason).toBe(finish_reason);
    await Promise.all([one.close(), two.close()]);
  });
});

describe('a chat', () => {
  it("has OpenAI's shape, headers and sums", async () => {
    const response = await post(chat());
    expect(response.headers.get('openai-version')).toBe('2020-10-01');
    const completion = (await response.json()) as ChatCompletion;
    expect(Object.keys(completion).slice(0, 6)).toEqual(['id', 'object', 'created', 'model', 'choices', 'usage']);
    expect(completion).toMatchObject({ object: 'chat.completion', model: 'gpt-6.1-terra', service_tier: 'default' });
    expect(completion.choices).toEqual([
      {
        index: 0,
        message: {
          role: 'assistant',
          content: expect.stringContaining('How high is the tide? 🌊'),
          refusal: null,
          annotations: [],
        },
        logprobs: null,
        finish_reason: 'stop',
      },
    ]);
    const { prompt_tokens = 0, completion_tokens = 0, total_tokens } = completion.usage ?? {};
    expect(prompt_tokens).toBeGreaterThan(0);
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
  });

  it('calls the tool that it is given or told to, and ends with that', async () => {
    const second = { ...tool, function: { ...tool.function, name: 'get_wind' } };
    const told = { type: 'function', function: { name: 'get_wind' } };
    const call = async (more: object) => (await complete(chat(undefined, more))).choices[0];
    const first = await call({ tools: [tool, second] });
    expect(first).toMatchObject({ finish_reason: 'tool_calls', message: { content: null, refusal: null } });
    expect(first?.message.tool_calls).toEqual([
      {
        id: expect.stringMatching(/^call_\w{24}$/),
        type: 'function',
        function: { name: 'get_tide', arguments: '{"place":"example place"}' },
      },
    ]);
    const forced = await call({ tools: [tool, second], tool_choice: told });
    expect(forced?.message.tool_calls).toMatchObject([{ function: { name: 'get_wind' } }]);
    expect((await call({ tools: [tool], tool_choice: 'none' }))?.finish_reason).toBe('stop');
    const custom = await call({ tools: [{ type: 'custom', custom: { name: 'notes' } }] });
    expect(custom?.message.tool_calls).toMatchObject([{ type: 'custom', custom: { name: 'notes' } }]);
  });

  it('gives the choices that it is asked for, in turn where it streams', async () => {
    const whole = await complete(chat('function-call', { n: 3 }));
    expect(whole.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(whole.choices.map(({ message }) => message.tool_calls?.[0]?.id)).size).toBe(3);
    const one = await complete(chat('function-call'));
    expect(whole.usage?.prompt_tokens).toBe(one.usage?.prompt_tokens);
    expect(whole.usage?.completion_tokens).toBe(3 * (one.usage?.completion_tokens ?? 0));
    const all = await chunks(chat('text', { n: 2 }));
    expect(all.slice(0, 4).map(({ choices: [choice] }) => choice?.index)).toEqual([0, 1, 0, 1]);
    expect(all.filter(({ choices: [choice] }) => choice?.finish_reason === 'stop')).toHaveLength(2);
  });

  it.each(['max_completion_tokens', 'max_tokens'])('stops at %s and says so', async (name) => {
    const { choices, usage } = await complete(chat('text', { [name]: 3 }));
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage?.completion_tokens).toBe(3);
  });

  it('fits the JSON schema that it is asked for', async () => {
    const schema = { type: 'object', properties: { metres: { type: 'number' } }, required: ['metres'] };
    const response_format = { type: 'json_schema', json_schema: { name: 'tide', schema, strict: true } };
    const { choices } = await complete(chat(undefined, { response_format }));
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ metres: 1 });
  });

  it('has log probabilities where they are asked for, streamed too', async () => {
    const asked = chat('text', { logprobs: true, top_logprobs: 2 });
    const tokens = (await complete(asked)).choices[0]?.logprobs?.content;
    expect(tokens?.[0]?.top_logprobs).toHaveLength(2);
    const streamed = (await chunks(asked)).flatMap(({ choices: [choice] }) => choice?.logprobs?.content ?? []);
    expect(streamed).toEqual(tokens);
  });

  it('pads its deltas, unless the request says not to', async () => {
    const padded = (all: ChatCompletionChunk[]) => all.filter((chunk) => chunk.obfuscation !== undefined).length;
    expect(padded(await chunks(chat('text')))).toBeGreaterThan(5);
    expect(padded(await chunks(chat('text', { stream_options: { include_obfuscation: false } })))).toBe(0);
  });

  it('takes its time unless told otherwise', async () => {
    const started = performance.now();
    await complete(chat(undefined, { metadata: {}, max_completion_tokens: 1 }));
    expect(performance.now() - started).toBeGreaterThan(140);
  });
});

describe('a chat that fails', () => {
  it.each(['failed', 'error-mid-stream'])(
    'is a 500 in %s and, streamed, ends in an error without [DONE]',
    async (name) => {
      const whole = await post(chat(name));
      const error = {
        type: 'server_error',
        code: 'server_error',
        param: null,
        message: expect.stringMatching(/model/),
      };
      expect([whole.status, await whole.json()]).toEqual([500, { error }]);
      const all = await frames(chat(name));
      expect(JSON.parse(all.at(-1) ?? '')).toEqual({ error });
      expect(all.length > 1).toBe(name === 'error-mid-stream');
    },
  );

  it('is let through at the second attempt in rate-limit-then-ok', async () => {
    const first = await post(chat('rate-limit-then-ok'));
    expect([first.status, first.headers.get('retry-after-ms')]).toEqual([429, '20']);
    expect((await post(chat('rate-limit-then-ok'))).status).toBe(200);
  });
});
