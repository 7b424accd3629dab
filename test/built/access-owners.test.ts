import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccessWorld, startAccessWorld } from './access-world.ts';

let world: AccessWorld;
let ada: string;
let bob: string;
let eve: string;

beforeAll(async () => {
  world = await startAccessWorld();
  ada = await world.keyOf('ada', { team: 'research' });
  bob = await world.keyOf('bob', { team: 'research' });
  eve = await world.keyOf('eve');
}, 60_000);
afterAll(() => world.close());

async function made(key: string, body: object = {}): Promise<string> {
  const response = await world.ask(key, '/api/responses/text', { body: { input: 'Hi', ...body } });
  expect(response.status).toBeLessThan(300);
  const { id }: { readonly id: string } = JSON.parse(await response.text());
  return id;
}

/** Status and body of an answer, less what tells when it was given. */
async function told(response: Response) {
  const { timestamp: _, path: __, ...body }: Readonly<Record<string, unknown>> = JSON.parse(await response.text());
  return { status: response.status, body };
}

const calls = [
  { name: 'retrieve', method: 'GET', path: (id: string) => `/api/responses/${id}` },
  { name: 'resume', method: 'GET', path: (id: string) => `/api/responses/${id}/stream` },
  { name: 'input items', method: 'GET', path: (id: string) => `/api/responses/${id}/input-items` },
  { name: 'images', method: 'GET', path: (id: string) => `/api/responses/${id}/images` },
  { name: 'cancel', method: 'POST', path: (id: string) => `/api/responses/${id}/cancel` },
  { name: 'delete', method: 'DELETE', path: (id: string) => `/api/responses/${id}?images=true` },
];

describe("somebody else's response", () => {
  it.each(calls)('is not found: $name', async ({ method, path }) => {
    const id = await made(ada, { background: true });
    const foreign = await told(await world.ask(eve, path(id), { method }));
    const nothing = await told(await world.ask(eve, path(id.replace(/.$/, '_')), { method }));
    expect(foreign).toMatchObject({ status: 404, body: { error_code: 'object_not_found', parameter: 'id' } });
    expect(foreign).toEqual(nothing);
  });

  it.each([
    ['previous_response_id', (id: string) => ({ previous_response_id: id })],
    ['conversation', (id: string) => ({ conversation: id.replace('resp', 'conv') })],
    ['a file', () => ({ input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1234' }] }] })],
    ['a container', () => ({ tools: [{ type: 'code_interpreter', container: 'cntr_1234' }] })],
    ['a vector store', () => ({ tools: [{ type: 'file_search', vector_store_ids: ['vs_1234'] }] })],
  ])('cannot be named: %s', async (_name, body) => {
    const id = await made(ada);
    for (const path of ['/api/responses/text', '/api/responses/text/stream', '/api/responses/input-tokens']) {
      const response = await world.ask(eve, path, { body: { input: 'Hi', ...body(id) } });
      expect(await told(response)).toMatchObject({ status: 404, body: { error_code: 'object_not_found' } });
    }
  });
});

describe('an answer that repeats ids of its request', () => {
  it("makes none of them the caller's", async () => {
    const id = await made(ada, { background: true });
    const compact = (repeated: string) => {
      const input = [{ type: 'message', id: repeated, role: 'user', content: 'Hi' }];
      return world.ask(eve, '/api/responses/compact', { body: { input } });
    };
    expect([(await compact(id)).status, (await compact('resp_elsewhere')).status]).toEqual([200, 200]);
    expect(await world.table.item(`OBJECT#${id}`, 'OWNER')).toMatchObject({ principal: { S: 'bearer:ada' } });
    expect(await world.table.item('OBJECT#resp_elsewhere', 'OWNER')).toBeUndefined();
    expect((await world.ask(eve, `/api/responses/${id}`)).status).toBe(404);
  });
});

describe('a response of one’s own, or of one’s team', () => {
  it('is found', async () => {
    // The stand-in keeps background responses alone.
    const id = await made(ada, { background: true });
    expect((await world.ask(ada, `/api/responses/${id}`)).status).toBe(200);
    expect((await world.ask(bob, `/api/responses/${id}`)).status).toBe(200);
    expect((await world.ask(eve, `/api/responses/${id}`)).status).toBe(404);
  });

  it('is written down before the first frame of its stream', async () => {
    const response = await world.ask(ada, '/api/responses/text/stream', { body: { input: 'Hi' } });
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    const id = /"response_id":"([^"]+)"/.exec(Buffer.from(value ?? []).toString('utf8'))?.[1] ?? '';
    expect(await world.table.item(`OBJECT#${id}`, 'OWNER')).toMatchObject({ principal: { S: 'bearer:ada' } });
    for (;;) if ((await reader?.read())?.done !== false) break;
  });

  it('lends its items: what the answer named may be sent back', async () => {
    const response = await world.ask(ada, '/api/responses/text', { body: { input: 'Hi' } });
    const { output }: { readonly output: readonly { readonly id: string }[] } = JSON.parse(await response.text());
    const input = [{ type: 'item_reference', id: output[0]?.id }];
    expect((await world.ask(ada, '/api/responses/input-tokens', { body: { input } })).status).toBe(200);
    expect((await world.ask(eve, '/api/responses/input-tokens', { body: { input } })).status).toBe(404);
  });
});
