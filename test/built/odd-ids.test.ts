import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Picture, pictures } from '../support/pictures.ts';
import { playJson } from '../support/upstream.ts';
import { askedId, backgroundResponse, poll } from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { imageItem } from './image-upstream.ts';
import { ask } from './lifecycle-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const [png] = (await pictures()) as [Picture];
let world: BackgroundWorld;
beforeAll(async () => {
  world = await startBackgroundWorld();
});
afterAll(() => world.close());

it.each(['resp.a=b==', `resp_${'x'.repeat(507)}`, 'resp_..'])(
  'a background response of another gateway, %s, is followed, archived, listed and deleted',
  async (id) => {
    await world.reset();
    const output = [imageItem('ig_1', png.bytes)];
    world.upstream.handle((request, response) => {
      const status = request.method === 'POST' ? 'queued' : 'completed';
      if (request.method !== 'POST') expect(askedId(request.url)).toBe(id);
      return playJson(backgroundResponse(id, status, status === 'queued' ? {} : { output }))(request, response);
    });
    const begun = await world.stack.post('/api/responses/images', { input: 'A shore', background: true });
    expect(begun.status).toBe(202);
    const [record = ''] = await world.objects.keys();
    expect(record).toMatch(/^background\/pending\/[0-9a-f]{2}\/sha256\.[0-9a-f]{64}\.json$/);
    await world.objects.put(
      record,
      JSON.stringify({ ...(await world.objects.json(record)), next_poll_at: new Date(0).toISOString() }),
    );
    expect(await poll(world.stack)).toMatchObject({ settled: 1, failed: 0 });
    const path = `/api/responses/${id}`;
    const retrieved = await ask(world.stack, 'GET', path);
    expect([retrieved.status, retrieved.headers.get('x-response-source')]).toEqual([200, 'archive']);
    expect((await ask(world.stack, 'GET', `${path}/images`)).body.images).toMatchObject([{ id: 'ig_1' }]);
    expect((await ask(world.stack, 'DELETE', `${path}?images=true`)).status).toBe(200);
    expect(await world.objects.keys()).toEqual([]);
  },
);
