import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuse, type S3Script } from '../support/fake-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import { backgroundResponse, completedKeyOf, dueRecord, poll } from './background-calls.ts';
import { toldResponse } from './background-events.ts';
import type { ImageBody } from './image-calls.ts';
import { imageItem } from './image-upstream.ts';
import { type Answer, ask, DOORS, playError, playLifecycle, queryOf, refusal } from './lifecycle-calls.ts';
import { type LifecycleWorld, startLifecycleWorld } from './lifecycle-world.ts';
import { RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_1';
const TTL_SECONDS = 120;
const [png] = (await pictures()) as [Picture];
const dayAgo = new Date(Date.now() - 25 * 3_600_000).toISOString();

let world: LifecycleWorld;

beforeAll(async () => {
  world = await startLifecycleWorld({ IMAGE_URL_TTL_SECONDS: String(TTL_SECONDS) });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Has the response settled by a poll that retrieves this; OpenAI then has forgotten it. */
async function settle(retrieve: UpstreamHandler, record: Parameters<typeof dueRecord>[1] = {}): Promise<void> {
  world.upstream.handle(playLifecycle({ retrieve }));
  await world.objects.record(dueRecord(ID, record));
  await poll(world.stack);
  expect(await world.objects.keys('background/')).toEqual([completedKeyOf(ID)]);
  world.upstream.handle(playLifecycle({}));
}

const retrieve = (query = '', headers: Readonly<Record<string, string>> = {}, asked = world.stack): Promise<Answer> =>
  ask(asked, 'GET', `/api/responses/${ID}${query}`, { headers });

const sourceOf = ({ headers }: Answer) => headers.get('x-response-source');

it.each([
  ['?include=reasoning.encrypted_content', null],
  ['?include=message.output_text.logprobs', 'the archived result does not include message.output_text.logprobs'],
  ['', null],
])('says what of %j the archived result was not made with', async (query, warning) => {
  const include = ['reasoning.encrypted_content'];
  await settle(playJson(backgroundResponse(ID, 'completed')), { include });
  const answer = await retrieve(query);
  expect([answer.status, sourceOf(answer), answer.headers.get('x-request-warnings')]).toEqual([
    200,
    'archive',
    warning,
  ]);
});

describe.each(DOORS)('retrieve-response through %s', (_door, headers) => {
  it.each(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled'])(
    'answers from OpenAI what is %s and not settled',
    async (status) => {
      const whole = backgroundResponse(ID, status, { an_addition: { of: ['tomorrow'] } });
      world.upstream.handle(playLifecycle({ retrieve: playJson(whole) }));
      const answer = await retrieve('', headers);
      expect([answer.status, sourceOf(answer)]).toEqual([200, 'openai']);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-openai-request-id')).toBe('req_test');
      expect(answer.headers.get('x-estimated-cost-usd')).toBe(whole.usage === null ? null : '0.00162');
      expect(answer.body).toMatchObject({ ...whole, output_text: whole.output.length > 0 ? 'Hello' : '' });
      expect([...queryOf(world.upstream.requests.at(-1) as (typeof world.upstream.requests)[number])]).toEqual([]);
    },
  );

  const included = ['message.output_text.logprobs', 'web_search_call.action.sources'] as const;
  it.each([
    `include=${included.join(',')}`,
    `include=${included[0]}&include=${included[1]}`,
    `include[]=${included[0]}&include%5B%5D=${included[1]}`,
  ])('passes include on, said as %s', async (query) => {
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    expect((await retrieve(`?${query}`, headers)).status).toBe(200);
    const sent = queryOf(world.upstream.requests.at(-1) as (typeof world.upstream.requests)[number]);
    expect([...sent]).toEqual(included.map((name) => ['include[]', name]));
  });

  it('passes include_obfuscation on, and neither stream=false nor what it does not know', async () => {
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(ID)) }));
    await retrieve('?include_obfuscation=false&stream=false&utm_source=x', headers);
    const sent = queryOf(world.upstream.requests.at(-1) as (typeof world.upstream.requests)[number]);
    expect([...sent]).toEqual([['include_obfuscation', 'false']]);
  });

  it('answers what is settled from the archive, without asking OpenAI', async () => {
    const whole = toldResponse(ID);
    await settle(playJson(whole));
    const before = world.upstream.requests.length;
    const answer = await retrieve('', headers);
    expect([answer.status, sourceOf(answer)]).toEqual([200, 'archive']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-estimated-cost-usd')).toBe('0.00162');
    expect(answer.body).toMatchObject({ ...whole, output_text: 'Es war einmal in 日本, 🦄🦄 „naïve“ – e\u0301nde' });
    expect(answer.body).not.toHaveProperty('images');
    expect(world.upstream.requests).toHaveLength(before);
  });

  it('answers archived images with fresh URLs that work, and without base64', async () => {
    const items = [imageItem('ig_1', png.bytes), imageItem('ig_2', Buffer.concat([png.bytes, Buffer.from('more')]))];
    const output = [...items, ...RESPONSE.output];
    await settle(playJson(backgroundResponse(ID, 'completed', { output })), { endpoint: 'create-image' });
    const before = Date.now();
    const { text, body } = await retrieve('', headers);
    expect(text).not.toContain(png.bytes.toString('base64').slice(0, 40));
    const { images, output: answered, output_text } = body as unknown as ImageBody;
    expect(answered.map(({ id, type }) => [id, type])).toEqual(output.map(({ id, type }) => [id, type]));
    expect(answered.map((item) => 'result' in item)).toEqual([false, false, false]);
    expect(images).toMatchObject([
      { id: 'ig_1', content_type: 'image/png', width: 48, height: 32, bytes: png.bytes.length, quality: 'high' },
      { id: 'ig_2', content_type: 'image/png', bytes: png.bytes.length + 4, revised_prompt: 'A shore' },
    ]);
    expect(output_text).toBe(images[0]?.url);
    for (const [index, { url = '', expires_at: end = '' }] of images.entries()) {
      expect(Math.abs(Date.parse(end) - before - TTL_SECONDS * 1000)).toBeLessThan(10_000);
      const opened = await fetch(url);
      expect([opened.status, opened.headers.get('content-type')]).toEqual([200, 'image/png']);
      const kept = Buffer.from(await opened.arrayBuffer());
      expect(kept.toString('base64')).toBe(items[index]?.result);
    }
  });
});

it('passes a large image on whole that OpenAI still has', async () => {
  const item = imageItem('ig_1', randomBytes(3_000_001));
  const whole = backgroundResponse(ID, 'completed', { output: [item, imageItem('ig_2', png.bytes)] });
  world.upstream.handle(playLifecycle({ retrieve: playJson(whole) }));
  const { body } = await retrieve();
  const { output } = body as unknown as ImageBody;
  expect(output[0]?.result === item.result).toBe(true);
  expect(output[1]?.result).toBe(png.bytes.toString('base64'));
});

describe('what ended without a result', () => {
  const lost = { status: 'lost', error: { code: 'response_lost', hint: expect.any(String) } };
  const expired = { status: 'expired', error: { code: 'response_expired', hint: expect.any(String) } };
  const running = playJson(backgroundResponse(ID, 'in_progress'));

  it.each([
    ['lost', refusal.notFound(ID), {}, undefined, 'archive', lost],
    [
      'lost, and found after all',
      refusal.notFound(ID),
      {},
      playJson(toldResponse(ID)),
      'openai',
      { status: 'completed' },
    ],
    ['expired', running, { created_at: dayAgo }, undefined, 'archive', expired],
    ['expired, and runs on', running, { created_at: dayAgo }, running, 'archive', expired],
    [
      'expired, and completed after all',
      running,
      { created_at: dayAgo },
      playJson(toldResponse(ID)),
      'openai',
      { status: 'completed', error: undefined, output_text: expect.stringContaining('Es war') },
    ],
  ] as [string, UpstreamHandler, object, UpstreamHandler | undefined, string, Record<string, unknown>][])(
    'is told where it is %s',
    async (_case, polled, record, now, source, expected) => {
      await settle(polled, record);
      world.upstream.handle(playLifecycle(now ? { retrieve: now } : {}));
      const answer = await retrieve();
      expect([answer.status, sourceOf(answer)]).toEqual([200, source]);
      expect({ error: undefined, ...answer.body }).toMatchObject({ id: ID, ...expected });
    },
  );
});

describe.each([
  ['is down', (request) => request.socket.destroy(), 502, 'background_store_failed'],
  ['fails', refuse(500, 'InternalError'), 502, 'background_store_failed'],
  ['refuses', refuse(403, 'AccessDenied'), 500, 'background_store_denied'],
] as [string, S3Script, number, string][])('while S3 %s', (name, script, status, error_code) => {
  it('answers from OpenAI, and says so in the log', async () => {
    const id = `resp_${name.replaceAll(' ', '_')}`;
    world.upstream.handle(playLifecycle({ retrieve: playJson(toldResponse(id)) }));
    world.gate.gate({ before: () => script });
    const answer = await ask(world.stack, 'GET', `/api/responses/${id}`);
    expect([answer.status, sourceOf(answer), answer.body.id]).toEqual([200, 'openai', id]);
    const { line } = await world.stack.logged(`"response_id":"${id}"`);
    expect(JSON.parse(line)).toMatchObject({ level: 'WARN', message: 'archive not read' });
  });

  it('does not say that a response is missing which it might have', async () => {
    await settle(playJson(toldResponse(ID)));
    world.gate.gate({ before: () => script });
    expect(await retrieve()).toMatchObject({ status, body: { statusCode: status, error_code } });
    world.gate.gate();
    expect(sourceOf(await retrieve())).toBe('archive');
  });

  it('passes on what else OpenAI refuses', async () => {
    const refused = playError(401, 'Incorrect API key provided: sk-x.', 'invalid_api_key');
    world.upstream.handle(playLifecycle({ retrieve: refused }));
    world.gate.gate({ before: () => script });
    expect(await retrieve()).toMatchObject({ status: 401, body: { error_code: 'invalid_api_key' } });
  });
});

it.each([
  ['S3 has nothing either', () => world.stack],
  ['there is no bucket', () => world.bucketless],
])('answers 404 for what OpenAI does not have where %s', async (_case, asked) => {
  world.upstream.handle(playLifecycle({}));
  expect(await retrieve('', {}, asked())).toMatchObject({
    status: 404,
    body: { error_code: 'response_not_found', hint: expect.stringContaining('store: true') },
  });
});

it.each([
  ['resp%201', 'id', 'Invalid response ID format'],
  [`${ID}?stream=true`, 'stream', "'stream' cannot be true here"],
  [`${ID}?include=everything`, 'include[0]', 'Invalid include value'],
])('asks nobody for %s', async (path, parameter, message) => {
  const before = [world.upstream.requests.length, world.gate.calls.length];
  const answer = await ask(world.stack, 'GET', `/api/responses/${path}`);
  expect(answer).toMatchObject({ status: 400, body: { error_code: 'validation_failed', parameter, message } });
  expect([world.upstream.requests.length, world.gate.calls.length]).toEqual(before);
});

it('counts no tokens and no cost: whoever started or settled a response has', async () => {
  await settle(playJson(toldResponse(ID)));
  await retrieve();
  await ask(world.stack, 'GET', '/api/responses/resp_marker');
  await world.stack.logged('resp_marker');
  const counted = world.stack.records().filter(({ TokensUsed, CostEstimate }) => TokensUsed ?? CostEstimate);
  expect(new Set(counted.map(({ endpoint }) => endpoint))).toEqual(new Set(['background']));
});
