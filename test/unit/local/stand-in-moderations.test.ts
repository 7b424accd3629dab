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

const CATEGORIES = [
  'harassment',
  'harassment/threatening',
  'sexual',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm/intent',
  'self-harm/instructions',
  'self-harm',
  'sexual/minors',
  'violence',
  'violence/graphic',
] satisfies (keyof OpenAI.Moderation.Categories)[];

/** The categories that are flagged, of each result. */
const flags = ({ results }: OpenAI.ModerationCreateResponse): string[][] =>
  results.map(({ categories }) => CATEGORIES.filter((name) => categories[name]));

const picture = (url: string) => ({ type: 'image_url', image_url: { url } }) as const;
const text = (said: string) => ({ type: 'text', text: said }) as const;

describe('moderations', () => {
  it('judge every category', async () => {
    const answer = await client.moderations.create({ input: 'I will kill them.' });
    expect(answer).toMatchObject({ id: expect.stringMatching(/^modr-\w{32}$/), model: 'omni-moderation-latest' });
    const [result = expect.fail('no result')] = answer.results;
    for (const column of ['categories', 'category_scores', 'category_applied_input_types'] as const) {
      expect(Object.keys(result[column])).toEqual(CATEGORIES);
    }
    expect(result.flagged).toBe(true);
    expect(flags(answer)).toEqual([['violence']]);
    expect(result.category_scores.violence).toBeGreaterThan(0.8);
    expect(result.category_scores.sexual).toBeLessThan(0.1);
    expect(Object.values(result.category_applied_input_types)).toEqual(CATEGORIES.map(() => ['text']));
  });

  it('judge texts one by one, the same each time', async () => {
    const asked = { input: ['A friendly skill.', 'I kill you, idiot.'], model: 'omni-moderation-2024-09-26' };
    const answer = await client.moderations.create(asked);
    expect(flags(answer)).toEqual([[], ['harassment', 'harassment/threatening', 'violence']]);
    expect(answer.results.map(({ flagged }) => flagged)).toEqual([false, true]);
    expect((await client.moderations.create(asked)).results).toEqual(answer.results);
  });

  it('judge the parts of a multimodal input together', async () => {
    const input = [text('Is this fine?'), picture('https://example.com/murder.png')];
    const answer = await client.moderations.create({ input });
    expect(flags(answer)).toEqual([['violence']]);
    const [types] = answer.results.map((result) => result.category_applied_input_types);
    expect([types?.violence, types?.hate]).toEqual([['text', 'image'], ['text']]);
    const alone = await client.moderations.create({ input: [picture('data:image/png;base64,kill')] });
    expect(flags(alone)).toEqual([[]]);
    expect(alone.results[0]?.category_applied_input_types).toMatchObject({ violence: ['image'], hate: [] });
  });

  it.each([
    ['no input', {}, 400, { param: 'input', code: 'missing_required_parameter' }],
    ['a number', { input: 1 }, 400, { param: 'input', code: 'invalid_type' }],
    ['an empty list', { input: [] }, 400, { param: 'input', code: 'invalid_type' }],
    ['an unknown part', { input: [{ type: 'video' }] }, 400, { param: 'input[0].type', code: 'invalid_value' }],
    ['a picture without an address', { input: [{ type: 'image_url' }] }, 400, { param: 'input[0].image_url.url' }],
    ['an unknown model', { input: 'x', model: 'gpt-9' }, 404, { code: 'model_not_found' }],
    ['an unknown field', { input: 'x', user: 'me' }, 400, { code: 'unknown_parameter' }],
  ])('are refused for %s', async (_, sent, status, error) => {
    const response = await fetch(`${standIn.url}/v1/moderations`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: JSON.stringify(sent),
    });
    expect([response.status, await response.json()]).toMatchObject([status, { error }]);
  });
});
