import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { playJson } from '../support/upstream.ts';
import { type AccessWorld, startAccessWorld } from './access-world.ts';
import { ended } from './spending-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KEY = 'sk-the-services-own-key';
const REFUSAL = '{ "error": {"message": "No response \'ID\'.", "type": "x", "param": null, "code": null}, "x": 1.0 }';

let world: AccessWorld;
let keys = 0;

beforeAll(async () => {
  world = await startAccessWorld({
    ownUpstream: true,
    environment: { ACCESS_UNOWNED: 'allow', OPENAI_API_KEY: KEY },
  });
});
afterAll(() => world.close());
beforeEach(() => world.upstream.handle(playJson(ended('resp_1'))));

function keyWith(limits: object): Promise<string> {
  keys += 1;
  return world.keyOf(`caller${keys}`, { limits });
}

const sent = () => world.upstream.requests.at(-1);

it('answers for somebody else’s id as for nobody’s, in OpenAI’s own bytes', async () => {
  const ada = await keyWith({});
  const eve = await keyWith({});
  await world.ask(ada, '/v1/responses', { body: { model: 'gpt-6.1-terra', input: 'Hi' } });
  world.upstream.handle(({ url = '' }, response) => {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(REFUSAL.replace('ID', url.split('/').at(-1) ?? ''));
  });
  for (const id of ['resp_1', 'resp_2']) {
    const refused = await world.ask(eve, `/v1/responses/${id}`);
    expect([refused.status, await refused.text()]).toEqual([404, REFUSAL.replace('ID', id)]);
  }
  expect(sent()?.url).not.toContain('resp_1');
});

describe('a ceiling that is put in', () => {
  const tool = '{"type":"function","parameters":{"maximum":12345678901234567890}}';

  it('leaves numbers elsewhere in a tool list their digits', async () => {
    const key = await keyWith({ max_image_pixels: 1_048_576 });
    const body = `{"model":"gpt-6.1-terra","input":"Hi","tools":[{"type":"image_generation"},${tool}]}`;
    const { url } = world.stack;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    expect((await fetch(`${url}/v1/responses`, { method: 'POST', headers, body })).status).toBe(200);
    expect(sent()?.body).toBe(
      `{"model":"gpt-6.1-terra","input":"Hi","tools":[{"type":"image_generation","size":"1024x1024"},${tool}]}`,
    );
  });
});

describe('a chat under a budget', () => {
  const head = { id: 'chatcmpl_1', object: 'chat.completion.chunk', model: 'gpt-6.1-terra' };
  const text = { ...head, usage: null, choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] };
  const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
  const frames = [text, { ...head, choices: [], usage }].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
  const [first = ''] = frames;
  const end = 'data: [DONE]\n\n';
  const body = { model: 'gpt-6.1-terra', messages: [{ role: 'user', content: 'Hi' }], stream: true };

  beforeEach(() =>
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end([...frames, end].join(''));
    }),
  );

  it('asks OpenAI what it has used, counts that, and does not show it', async () => {
    const key = await keyWith({ usd_per_day: 5 });
    const answer = await world.ask(key, '/v1/chat/completions', { body });
    expect(await answer.text()).toBe(first + end);
    expect(JSON.parse(sent()?.body ?? '')).toMatchObject({ stream_options: { include_usage: true } });
    await vi.waitFor(async () => {
      const report = await world.ask(key, '/api/usage?by=day');
      expect(Object(await report.json()).total).toMatchObject({ requests: 1, cost_usd: 0.0015 });
    });
  });

  it('shows it where the caller asks for it', async () => {
    const key = await keyWith({ usd_per_day: 5 });
    const answer = await world.ask(key, '/v1/chat/completions', {
      body: { ...body, stream_options: { include_usage: true } },
    });
    expect(await answer.text()).toBe([...frames, end].join(''));
  });

  it('goes out as it came without a budget', async () => {
    const key = await keyWith({});
    const answer = await world.ask(key, '/v1/chat/completions', { body });
    expect(await answer.text()).toBe([...frames, end].join(''));
    expect(sent()?.body).toBe(JSON.stringify(body));
  });
});

it('prices embeddings', async () => {
  world.upstream.handle(
    playJson({
      object: 'list',
      data: [],
      usage: { prompt_tokens: 1000, total_tokens: 1000 },
      model: 'text-embedding-3-small',
    }),
  );
  const key = await keyWith({ usd_per_day: 1 });
  const answer = await world.ask(key, '/v1/embeddings', { body: { model: 'text-embedding-3-small', input: 'Hi' } });
  expect([answer.status, answer.headers.get('x-estimated-cost-usd')]).toEqual([200, '0.00002']);
});

describe('the service’s own key', () => {
  const answer = JSON.stringify({
    ...ended('resp_1'),
    instructions: `${'x'.repeat(70_000)} ${KEY} ${'y'.repeat(70_000)}`,
  });
  const cut = answer.indexOf(KEY) + 8;

  it('comes back in no header, and in no answer that is cut within it', async () => {
    world.upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-ratelimit-key': KEY });
      response.write(answer.slice(0, cut), () => setImmediate(() => response.end(answer.slice(cut))));
    });
    const key = await keyWith({});
    const shown = await world.ask(key, '/v1/responses', { body: { model: 'gpt-6.1-terra', input: 'Hi' } });
    expect(shown.headers.get('x-ratelimit-key')).toBe('[redacted]');
    expect(await shown.text()).toBe(answer.replace(KEY, '[redacted]'));
  });
});

describe('a repeated request', () => {
  it('with another long number is another request', async () => {
    const key = await keyWith({});
    const ask = (digit: number) =>
      fetch(`${world.stack.url}/v1/responses`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': 'long' },
        body: `{"model":"gpt-6.1-terra","input":"Hi","seed":1234567890123456789${digit}}`,
      });
    expect((await ask(0)).status).toBe(200);
    expect((await ask(1)).status).toBe(422);
  });

  it('of a chat that was streamed is told that it was answered', async () => {
    world.upstream.handle((_request, response) => {
      const chunk = { object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, finish_reason: 'stop' }] };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
    });
    const key = await keyWith({});
    const body = { model: 'gpt-6.1-terra', messages: [{ role: 'user', content: 'Hi' }], stream: true };
    const headers = { 'idempotency-key': 'chat' };
    await (await world.ask(key, '/v1/chat/completions', { body, headers })).text();
    await vi.waitFor(async () => {
      const again = await world.ask(key, '/v1/chat/completions', { body, headers });
      const { error } = Object(await again.json());
      expect([again.status, error?.code]).toEqual([409, 'idempotency_answered']);
    });
  });
});
