import { describe, expect, it } from 'vitest';
import { imageStreamRequestSchema } from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { textRequestSchema, textStreamRequestSchema } from '../../../../../lib/apis/responses/schemas/text-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from './problems-of.ts';

const within = (window: string, fields: object = {}) => ({
  input: 'Hi',
  background: true,
  background_options: { completion_window: window },
  ...fields,
});
const parametersOf = (body: object, schema = textRequestSchema) =>
  problemsOf(schema, body).map(({ parameter }) => parameter);

describe.each(['2h', '8h'])('a completion window of %s', (window) => {
  it.each([{}, { service_tier: null }, { service_tier: 'auto' }, { service_tier: 'default' }])('takes %j', (fields) => {
    expect(parseRequest(textRequestSchema, within(window, fields))).toEqual(within(window, fields));
  });

  it.each([undefined, null, false])('needs a background response, not background %j', (background) => {
    expect(parametersOf(within(window, { background }))).toEqual(['background']);
  });

  it.each(['flex', 'priority', 'scale', 'fast'])('is not for the service tier %s', (tier) => {
    expect(parametersOf(within(window, { service_tier: tier }))).toEqual(['service_tier']);
  });

  it('is not for streams', () => {
    for (const schema of [textStreamRequestSchema, imageStreamRequestSchema]) {
      expect(parametersOf(within(window), schema as typeof textRequestSchema)).toEqual([
        'background_options.completion_window',
      ]);
    }
  });
});

it('a completion window of soonest is for any request', () => {
  const body = within('soonest', { background: false, service_tier: 'flex' });
  expect(parseRequest(textStreamRequestSchema, body)).toEqual(body);
});
