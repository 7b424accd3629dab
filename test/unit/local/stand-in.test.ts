import type OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../infra/local/openai/scenario-table.ts';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';

/** Every event type of the SDK: a type more or less in the union breaks the type check here. */
const EVENT_TYPES = {
  'response.audio.delta': true,
  'response.audio.done': true,
  'response.audio.transcript.delta': true,
  'response.audio.transcript.done': true,
  'response.code_interpreter_call_code.delta': true,
  'response.code_interpreter_call_code.done': true,
  'response.code_interpreter_call.completed': true,
  'response.code_interpreter_call.in_progress': true,
  'response.code_interpreter_call.interpreting': true,
  'response.compaction.compacting': true,
  'response.completed': true,
  'response.content_part.added': true,
  'response.content_part.done': true,
  'response.created': true,
  error: true,
  'response.file_search_call.completed': true,
  'response.file_search_call.in_progress': true,
  'response.file_search_call.searching': true,
  'response.function_call_arguments.delta': true,
  'response.function_call_arguments.done': true,
  'response.shell_call_command.added': true,
  'response.shell_call_command.delta': true,
  'response.shell_call_command.done': true,
  'response.shell_call_output_content.delta': true,
  'response.shell_call_output_content.done': true,
  'response.in_progress': true,
  'response.failed': true,
  'response.incomplete': true,
  'response.output_item.added': true,
  'response.output_item.done': true,
  'response.reasoning_summary_part.added': true,
  'response.reasoning_summary_part.done': true,
  'response.reasoning_summary_text.delta': true,
  'response.reasoning_summary_text.done': true,
  'response.reasoning_text.delta': true,
  'response.reasoning_text.done': true,
  'response.refusal.delta': true,
  'response.refusal.done': true,
  'response.output_text.delta': true,
  'response.output_text.done': true,
  'response.web_search_call.completed': true,
  'response.web_search_call.in_progress': true,
  'response.web_search_call.searching': true,
  'response.image_generation_call.completed': true,
  'response.image_generation_call.generating': true,
  'response.image_generation_call.in_progress': true,
  'response.image_generation_call.partial_image': true,
  'response.mcp_call_arguments.delta': true,
  'response.mcp_call_arguments.done': true,
  'response.mcp_call.completed': true,
  'response.mcp_call.failed': true,
  'response.mcp_call.in_progress': true,
  'response.mcp_list_tools.completed': true,
  'response.mcp_list_tools.failed': true,
  'response.mcp_list_tools.in_progress': true,
  'response.output_text.annotation.added': true,
  'response.queued': true,
  'response.custom_tool_call_input.delta': true,
  'response.custom_tool_call_input.done': true,
} satisfies Record<ResponseStreamEvent['type'], true>;

/** What an event or response may carry, as these tests read it. */
interface Received {
  readonly type: string;
  readonly sequence_number: number;
  readonly item_id?: string;
  readonly output_index?: number;
  readonly delta?: unknown;
  readonly text?: string;
  readonly obfuscation?: string;
  readonly item?: { readonly id: string };
  readonly response?: OpenAI.Responses.Response & { readonly store: boolean };
}

/** The scenarios that answer with an HTTP error, and how each of the others ends. */
const REFUSING = ['rate-limit', 'rate-limit-then-ok', 'server-error', 'quota', 'image-moderation'];
const ENDINGS: Readonly<Record<string, string>> = {
  incomplete: 'response.incomplete',
  failed: 'response.failed',
  'error-mid-stream': 'response.failed',
};
const PLAYED = Object.keys(SCENARIOS).filter((name) => !REFUSING.includes(name));

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

const body = (scenario: string | undefined, more: object = {}) => ({
  model: 'gpt-6.1-terra',
  input: 'How high is the tide? 🌊',
  metadata: { pace: 'none', ...(scenario ? { scenario } : {}) },
  ...more,
});

const post = (sent: unknown, url = standIn.url): Promise<Response> =>
  fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
    body: typeof sent === 'string' ? sent : JSON.stringify(sent),
  });

async function stream(scenario: string | undefined, more: object = {}, url = standIn.url): Promise<Received[]> {
  const response = await post(body(scenario, { stream: true, ...more }), url);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const frames = (await response.text()).split('\n\n');
  expect(frames.pop()).toBe('');
  return frames.map((frame) => {
    const [, named, data = ''] = /^event: (.+)\ndata: (.+)$/.exec(frame) ?? [];
    expect(data).toMatch(/^\{"type":"[^"]+","sequence_number":\d+[,}]/);
    const event = JSON.parse(data) as Received;
    expect(event.type).toBe(named);
    return event;
  });
}

describe.each(PLAYED)('the scenario %s', (scenario) => {
  it('opens with response.created, numbers every event and ends in its terminal event', async () => {
    const events = await stream(scenario);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    expect(events[0]?.type).toBe('response.created');
    expect(events.at(-1)?.type).toBe(ENDINGS[scenario] ?? 'response.completed');
    expect(events.at(-1)?.response?.metadata).toEqual({ pace: 'none', scenario });
  });

  it('ends with the response that holds exactly the items that were done', async () => {
    const events = await stream(scenario);
    const done = events.filter((event) => event.type === 'response.output_item.done').map((event) => event.item);
    expect(events.at(-1)?.response?.output).toEqual(done);
    const added = events.filter((event) => event.type === 'response.output_item.added');
    expect(added.map((event) => event.output_index)).toEqual(added.map((_, index) => index));
  });

  it('joins its text deltas to the text of done and of the final response', async () => {
    const events = await stream(scenario);
    const texts = events.filter((event) => event.type === 'response.output_text.done');
    const spoken: string[] = [];
    for (const { item_id, text } of texts) {
      const deltas = events.filter((event) => event.type === 'response.output_text.delta' && event.item_id === item_id);
      expect(deltas.map((event) => event.delta).join('')).toBe(text);
      spoken.push(text ?? '');
    }
    const output = events.at(-1)?.response?.output ?? [];
    const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
    expect(parts.flatMap((part) => (part.type === 'output_text' ? [part.text] : []))).toEqual(spoken);
  });

  it('plays the same bytes for the same seed, and answers the same without streaming', async () => {
    const [one, two, whole] = await Promise.all([startStandIn(), startStandIn(), startStandIn()]);
    const first = await stream(scenario, {}, one.url);
    expect(await stream(scenario, {}, two.url)).toEqual(first);
    const answer = await (await post(body(scenario), whole.url)).json();
    expect(answer).toEqual(first.at(-1)?.response);
    await Promise.all([one.close(), two.close(), whole.close()]);
  });

  it('reports usage that adds up once it has ended', async () => {
    const { status, usage } = (await stream(scenario)).at(-1)?.response ?? {};
    if (status === 'failed') return expect(usage).toBeUndefined();
    expect(usage?.input_tokens).toBeGreaterThan(0);
    expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
    expect(usage?.output_tokens_details.reasoning_tokens).toBeLessThanOrEqual(usage?.output_tokens ?? 0);
  });
});

describe('the stream', () => {
  it('plays every event type of the SDK in every-event', async () => {
    const played = new Set((await stream('every-event')).map((event) => event.type));
    expect([...Object.keys(EVENT_TYPES)].filter((type) => !played.has(type))).toEqual([]);
  });

  it('sends thousands of deltas in long-text, or as many as asked for', async () => {
    const count = (events: Received[]) => events.filter((event) => event.type.endsWith('text.delta')).length;
    expect(count(await stream('long-text'))).toBe(3000);
    expect(count(await stream('', { metadata: { scenario: 'long-text', pace: 'none', deltas: '77' } }))).toBe(77);
  });

  it('pads deltas, unless the request says not to', async () => {
    const padded = await stream('text');
    const plain = await stream('text', { stream_options: { include_obfuscation: false } });
    const deltas = (events: Received[]) => events.filter((event) => event.type.endsWith('.delta'));
    expect(deltas(padded).every((event) => typeof event.obfuscation === 'string')).toBe(true);
    expect(deltas(plain).some((event) => 'obfuscation' in event)).toBe(false);
    expect(deltas(plain).length).toBe(deltas(padded).length);
  });

  it('nests the error in mid-stream, as OpenAI does, and lets response.failed follow', async () => {
    const [error, failed] = (await stream('error-mid-stream')).slice(-2);
    expect(error).toMatchObject({ type: 'error', error: { type: 'server_error', code: 'server_error', param: null } });
    expect(failed?.response).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
  });

  it('stops at max_output_tokens and says so', async () => {
    const { response } = (await stream('text', { max_output_tokens: 16 })).at(-1) ?? {};
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      usage: { output_tokens: 16 },
    });
  });

  it('takes its time unless told otherwise, and stops when the reader leaves', async () => {
    const reader = new AbortController();
    const started = performance.now();
    const response = await fetch(`${standIn.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: JSON.stringify({ ...body(undefined), metadata: { scenario: 'long-text' }, stream: true }),
      signal: reader.signal,
    });
    expect(performance.now() - started).toBeGreaterThan(140);
    const chunks = response.body?.getReader();
    const first = new TextDecoder().decode((await chunks?.read())?.value);
    expect(first).toContain('response.created');
    expect(first).not.toContain('response.completed');
    reader.abort();
    await expect(chunks?.read()).rejects.toThrow();
    expect((await stream('text')).at(-1)?.type).toBe('response.completed');
  });
});
