import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { estimateResponseCost } from '../../lib/usage/cost.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { playEvents, playJson, type UpstreamHandler } from '../support/upstream.ts';
import { backgroundResponse, completedKeyOf, dueRecord, lost, pendingKeyOf, poll } from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { imageItem } from './image-upstream.ts';
import { CREATED, completed, delta, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DAY_MS = 24 * 60 * 60 * 1000;
const [png, webp] = (await pictures()) as [Picture, Picture];
let world: BackgroundWorld;

beforeAll(async () => {
  world = await startBackgroundWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Settles one record alone, whose retrieval is answered so, and returns what then is archived of it. */
async function settled(record: ReturnType<typeof dueRecord>, handler: UpstreamHandler) {
  await world.objects.record(record);
  world.upstream.handle(handler);
  expect(await poll(world.stack)).toEqual({ pending: 0, settled: 1, failed: 0, oldest_age_seconds: 0, passes: 1 });
  expect(await world.objects.json(pendingKeyOf(record.id))).toBeUndefined();
  return (await world.objects.json(completedKeyOf(record.id))) ?? {};
}

describe('a response', () => {
  const id = 'resp_end';
  const created = new Date(Date.now() - 2 * DAY_MS).toISOString();
  const longAgo = new Date(Date.now() - 6 * DAY_MS).toISOString();
  const failure = { error: { code: 'server_error', message: 'No' }, usage: null };
  const hint = { message: expect.any(String), hint: expect.any(String) };
  const known = { id, object: 'response', model: RESPONSE.model, output: [] };
  const ended = (status: string, fields: object = {}) => backgroundResponse(id, status, fields);
  const serverError = playJson({ error: { message: 'No', type: 'server_error', code: 'server_error' } }, 500);

  it.each([
    ['completed', 'completed', {}, ended('completed'), 0.00162],
    ['failed', 'failed', {}, ended('failed', failure), null],
    [
      'incomplete',
      'incomplete',
      {},
      ended('incomplete', { incomplete_details: { reason: 'max_output_tokens' } }),
      0.00162,
    ],
    ['cancelled', 'cancelled', {}, ended('cancelled', { usage: null }), null],
    ['completed after more than a day', 'completed', { created_at: created }, ended('completed'), 0.00162],
  ])('that has %s is archived whole, as %s', async (_what, status, changes, response, cost) => {
    const record = dueRecord(id, { attempts: 3, include: ['reasoning.encrypted_content'], ...changes });
    const before = Date.now();
    const { settled_at: settledAt, ...result } = await settled(record, playJson(response));
    expect(result).toEqual({
      id,
      include: record.include,
      status,
      endpoint: record.endpoint,
      model: RESPONSE.model,
      created_at: record.created_at,
      attempts: 4,
      delivery: null,
      usage: response.usage,
      cost_estimate: cost === null ? null : expect.closeTo(cost, 9),
      pricing_version: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      images: [],
      response,
    });
    expect(Date.parse(String(settledAt))).toBeGreaterThanOrEqual(before);
    expect(await world.objects.keys()).toEqual([completedKeyOf(id)]);
    expect(world.upstream.requests.at(-1)).toMatchObject({
      method: 'GET',
      url: expect.stringMatching(new RegExp(`^/v1/responses/${id}\\?include.*=reasoning\\.encrypted_content$`)),
    });
  });

  it.each([
    ['OpenAI has lost', 'lost', {}, lost, known],
    ['runs on after a day', 'expired', { created_at: created }, playJson(ended('in_progress')), ended('in_progress')],
    ['nobody can say anything of after 6 days', 'expired', { created_at: longAgo }, serverError, known],
  ] as [string, string, object, UpstreamHandler, object][])(
    'that %s is archived as %s, with a hint',
    async (_what, status, changes, handler, response) => {
      const result = await settled(dueRecord(id, changes), handler);
      const error = { code: `response_${status}`, ...hint };
      expect(result).toMatchObject({ id, status, error, usage: null, cost_estimate: null, images: [] });
      expect(result.response).toEqual(response);
    },
  );

  it('that nobody can say anything of after a day is archived once somebody can', async () => {
    const record = dueRecord(id, { created_at: created });
    await world.objects.record(record);
    world.upstream.handle(serverError);
    expect(await poll(world.stack)).toMatchObject({ pending: 1, settled: 0, failed: 1 });
    expect(await world.objects.keys()).toEqual([pendingKeyOf(id)]);
    expect(await settled(record, playJson(ended('completed')))).toMatchObject({ status: 'completed' });
  });

  it('takes its images to S3, byte for byte, and out of its result', async () => {
    const large = randomBytes(300_000);
    const items = [imageItem('ig_1', png.bytes), imageItem('ig_2', large), imageItem('ig_3', webp.bytes)];
    const image_gen = { input_tokens: 10, output_tokens: 300, total_tokens: 310 };
    const response = ended('completed', { output: [...items, ...RESPONSE.output], tool_usage: { image_gen } });
    const record = dueRecord(id, { endpoint: 'create-image', delivery: 'url' });
    const result = await settled(record, playJson(response));
    const [day] = new Date(response.created_at * 1000).toISOString().split('T');
    const folder = `images/${day?.replaceAll('-', '/')}/${id}`;
    const entry = { revised_prompt: 'A shore', size: '48x32', quality: 'high', background: 'opaque' };
    const size = { width: 48, height: 32 };
    const none = { width: null, height: null };
    expect(result.images).toEqual([
      { id: 'ig_1', content_type: 'image/png', bytes: png.bytes.length, ...size, ...entry, key: `${folder}/ig_1.png` },
      {
        id: 'ig_2',
        content_type: 'application/octet-stream',
        bytes: 300_000,
        ...none,
        ...entry,
        key: `${folder}/ig_2.bin`,
      },
      {
        id: 'ig_3',
        content_type: 'image/webp',
        bytes: webp.bytes.length,
        ...size,
        ...entry,
        key: `${folder}/ig_3.webp`,
      },
    ]);
    const bare = items.map(({ result: _result, ...rest }) => rest);
    expect(result.response).toEqual({ ...response, output: [...bare, ...RESPONSE.output] });
    expect(result.delivery).toBe('url');
    const cost = estimateResponseCost(response, new Date()) ?? 0;
    expect(cost).toBeGreaterThan(0.00162);
    expect(result.cost_estimate).toBeCloseTo(cost, 9);
    for (const [name, bytes] of [
      ['ig_1.png', png.bytes],
      ['ig_2.bin', large],
      ['ig_3.webp', webp.bytes],
    ] as const) {
      const stored = Buffer.from(await (await world.objects.get(`${folder}/${name}`)).arrayBuffer());
      expect(stored.equals(bytes)).toBe(true);
    }
    expect(await world.objects.keys(`images/by-response/${id}/`)).toHaveLength(3);
  });

  it('keeps the base64 of an image that no key may have', async () => {
    const items = [imageItem('../ig_1', png.bytes), imageItem('ig_2', png.bytes)];
    const result = await settled(dueRecord(id), playJson(ended('completed', { output: items })));
    expect(result.images).toMatchObject([
      { id: '../ig_1', error: { code: 'image_store_failed', hint: expect.any(String) } },
      { id: 'ig_2', key: expect.any(String) },
    ]);
    const { output } = result.response as { output: object[] };
    expect(output.map((item) => 'result' in item)).toEqual([true, false]);
    expect(output[0]).toEqual(items[0]);
  });

  it('that was streamed is archived with where its texts end, where OpenAI still says so', async () => {
    const events = [CREATED, delta(1, 'Hel'), delta(2, 'lo'), { ...completed(3), response: ended('completed') }];
    const record = dueRecord(id, { endpoint: 'stream-text' });
    const both =
      (replay: UpstreamHandler): UpstreamHandler =>
      (request, response) =>
        (request.url.includes('stream=true') ? replay : playJson(ended('completed')))(request, response);
    const { text_offsets: offsets } = await settled(record, both(playEvents(events)));
    expect(offsets).toEqual({
      last_sequence: 3,
      parts: [{ output_index: 0, content_index: 0, runs: [{ first: 1, lengths: [3, 2] }] }],
    });
    for (const refusal of [lost, playEvents(events.slice(0, 2))]) {
      expect(await settled(record, both(refusal))).not.toHaveProperty('text_offsets');
    }
  });
});
