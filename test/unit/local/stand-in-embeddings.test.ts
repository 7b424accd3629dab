import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';

let standIn: StandIn;
let client: OpenAI;
beforeAll(async () => {
  standIn = await startStandIn();
  client = new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
});
afterAll(() => standIn.close());

const model = 'text-embedding-3-small';
const post = (sent: object): Promise<Response> =>
  fetch(`${standIn.url}/v1/embeddings`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test' },
    body: JSON.stringify(sent),
  });
const vectors = async (asked: object): Promise<number[][]> => {
  const response = await post({ model, ...asked });
  const { data } = (await response.json()) as OpenAI.CreateEmbeddingResponse;
  return data.map(({ embedding }) => embedding);
};
const product = (a: readonly number[] = [], b: readonly number[] = []): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);

describe('embeddings', () => {
  it.each([
    ['text-embedding-3-small', 1536],
    ['text-embedding-3-large', 3072],
    ['text-embedding-ada-002', 1536],
  ])('of %s have %i numbers and length 1', async (name, dimensions) => {
    const { object, data, model: said, usage } = await client.embeddings.create({ model: name, input: 'The tide' });
    expect({ object, said, usage }).toEqual({
      object: 'list',
      said: name,
      usage: { prompt_tokens: 2, total_tokens: 2 },
    });
    expect(data).toEqual([{ object: 'embedding', index: 0, embedding: expect.any(Array) }]);
    expect(data[0]?.embedding).toHaveLength(dimensions);
    expect(product(data[0]?.embedding, data[0]?.embedding)).toBeCloseTo(1, 5);
  });

  it('are the same as numbers and as base64, and the same each time', async () => {
    const [numbers] = await vectors({ input: 'The tide', encoding_format: 'float' });
    const encoded = (await vectors({ input: 'The tide', encoding_format: 'base64' })) as unknown as string[];
    const bytes = Buffer.from(encoded[0] ?? '', 'base64');
    expect(Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))).toEqual(numbers);
    const [again] = (await client.embeddings.create({ model, input: 'The tide' })).data;
    expect(again?.embedding).toEqual(numbers);
  });

  it('of each input come in order, texts or tokens', async () => {
    const texts = await client.embeddings.create({ model, input: ['one', 'two'] });
    expect(texts.data.map(({ index }) => index)).toEqual([0, 1]);
    expect(await vectors({ input: [1, 2, 3] })).toHaveLength(1);
    expect(await vectors({ input: [[1, 2], [3]] })).toHaveLength(2);
    const { usage } = await client.embeddings.create({ model, input: [[1, 2], [3]] });
    expect(usage.total_tokens).toBe(3);
  });

  it('are the start of the longer ones, at length 1, where they are shortened', async () => {
    const [[whole = []], [short = []]] = [
      await vectors({ input: 'The tide' }),
      await vectors({ input: 'The tide', dimensions: 256 }),
    ] as const;
    expect(short).toHaveLength(256);
    expect(product(short, short)).toBeCloseTo(1, 5);
    const scale = (short[0] ?? 0) / (whole[0] ?? 1);
    expect(short[255]).toBeCloseTo((whole[255] ?? 0) * scale, 6);
  });

  it('are near where texts share words', async () => {
    const [tide, sea, tax] = await vectors({ input: ['the tide comes in', 'The tide goes out', 'pay your taxes'] });
    expect(product(tide, sea)).toBeGreaterThan(0.3);
    expect(product(tide, tax)).toBeLessThan(0.15);
  });

  it.each([
    ['no model', { model: undefined, input: 'x' }, 400, { param: 'model', code: 'missing_required_parameter' }],
    ['an unknown model', { model: 'embed-9', input: 'x' }, 404, { code: 'model_not_found' }],
    ['a chat model', { model: 'gpt-6.1-terra', input: 'x' }, 403, { type: 'invalid_request_error' }],
    ['no input', {}, 400, { param: 'input', code: 'missing_required_parameter' }],
    ['an empty text', { input: '' }, 400, { type: 'invalid_request_error' }],
    ['an empty list', { input: [] }, 400, { type: 'invalid_request_error' }],
    ['a mixed list', { input: ['a', 1] }, 400, { type: 'invalid_request_error' }],
    ['too many', { input: Array(2049).fill('a') }, 400, { code: 'array_above_max_length' }],
    ['too long a text', { input: 'a'.repeat(40_000) }, 400, { type: 'invalid_request_error' }],
    ['too many dimensions', { input: 'x', dimensions: 1537 }, 400, { param: 'dimensions' }],
    ['no dimensions', { input: 'x', dimensions: 0 }, 400, { code: 'integer_below_min_value' }],
    ['ada, shortened', { model: 'text-embedding-ada-002', input: 'x', dimensions: 8 }, 400, { param: 'dimensions' }],
    ['an encoding', { input: 'x', encoding_format: 'hex' }, 400, { code: 'invalid_value' }],
    ['an unknown field', { input: 'x', metadata: {} }, 400, { code: 'unknown_parameter' }],
  ])('are refused for %s', async (_, asked, status, error) => {
    const response = await post({ model, ...asked });
    expect([response.status, await response.json()]).toMatchObject([status, { error }]);
  });
});
