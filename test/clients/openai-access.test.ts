import OpenAI, { AuthenticationError, NotFoundError, PermissionDeniedError, RateLimitError } from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStandIn } from '../../infra/local/openai/server.ts';
import { type AccessWorld, startAccessWorld } from '../built/access-world.ts';
import { forwardTo } from './forward-to.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const model = 'gpt-6.1-terra';
const input = 'Say hello.';

let world: AccessWorld;
let standIn: Awaited<ReturnType<typeof startStandIn>>;

beforeAll(async () => {
  standIn = await startStandIn({ now: Date.now });
  world = await startAccessWorld({ ownUpstream: true });
  world.upstream.handle(forwardTo(standIn.url));
});
afterAll(async () => {
  await world?.close();
  await standIn?.close();
});

const clientOf = (apiKey: string) => new OpenAI({ baseURL: `${world.stack.url}/v1`, apiKey });

/** How many requests have come to the front door, and to OpenAI, since it was made. */
function counted() {
  const [door, upstream] = [world.stack.requests.length, world.upstream.requests.length];
  return () => ({ door: world.stack.requests.length - door, upstream: world.upstream.requests.length - upstream });
}

describe('with access on, the openai client', () => {
  it('is refused with a key that is not known, once', async () => {
    const count = counted();
    await expect(clientOf('sk-of-nobody').responses.create({ model, input })).rejects.toBeInstanceOf(
      AuthenticationError,
    );
    await expect.poll(count).toEqual({ door: 1, upstream: 0 });
  });

  it('is served with a key of this service, which OpenAI does not see', async () => {
    const key = await world.keyOf('ada');
    const response = await clientOf(key).responses.create({ model, input });
    expect(response.output_text).toContain(input);
    const sent = world.upstream.requests.at(-1);
    expect(sent?.headers.authorization).toBe('Bearer sk-test');
    expect(JSON.stringify(sent?.headers)).not.toContain(key);
  });

  it('does not find what another has made', async () => {
    const ada = clientOf(await world.keyOf('owner'));
    const eve = clientOf(await world.keyOf('eve'));
    const { id } = await ada.responses.create({ model, input });
    await expect(eve.responses.retrieve(id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(eve.responses.delete(id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(eve.responses.create({ model, input, previous_response_id: id })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    expect((await ada.responses.retrieve(id)).id).toBe(id);
  });

  it('is refused a model that its key may not ask', async () => {
    const openai = clientOf(await world.keyOf('bound', { limits: { models: ['gpt-6-luna'] } }));
    const count = counted();
    await expect(openai.responses.create({ model, input })).rejects.toBeInstanceOf(PermissionDeniedError);
    await expect.poll(count).toEqual({ door: 1, upstream: 0 });
  });

  it('does not repeat what no budget will ever pay', async () => {
    const openai = clientOf(await world.keyOf('poor', { limits: { usd_per_day: 0.000001 } }));
    const count = counted();
    const refused = openai.responses.create({ model, input, stream: true });
    await expect(refused).rejects.toBeInstanceOf(RateLimitError);
    await expect(refused).rejects.toMatchObject({ code: 'budget_exceeded' });
    await expect.poll(count).toEqual({ door: 1, upstream: 0 });
  });

  it('pays once for what it repeats under one idempotency key', async () => {
    const openai = clientOf(await world.keyOf('twice'));
    const headers = { 'idempotency-key': 'order-7' };
    const count = counted();
    const first = await openai.responses.create({ model, input }, { headers });
    const { data, response } = await openai.responses.create({ model, input }, { headers }).withResponse();
    expect(data.id).toBe(first.id);
    expect(response.headers.get('idempotent-replayed')).toBe('true');
    expect(count().upstream).toBe(1);
  });
});
