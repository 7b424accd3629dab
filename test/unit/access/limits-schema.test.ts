import { describe, expect, it } from 'vitest';
import { limitKinds, limitsOf, limitsSchema } from '../../../lib/access/limits-schema.ts';
import type { Limits } from '../../../lib/context/limits.ts';

const everything: Required<Limits> = {
  models: ['gpt-6*', 'ft:gpt-5.1:shop::*'],
  tools: [],
  max_output_tokens: 1,
  max_tool_calls: 0,
  max_image_pixels: 1_048_576,
  max_images: 0,
  max_input_bytes: 1,
  background: false,
  requests_per_minute: 1,
  tokens_per_minute: 1,
  usd_per_day: 0,
  usd_per_month: 2.5,
  allow_unpriced: true,
};

describe('limits that are written', () => {
  it('may be all of them, or none', () => {
    expect(limitsSchema.parse(everything)).toEqual(everything);
    expect(limitsSchema.parse({})).toEqual({});
  });

  it('are each of a kind', () => {
    expect(Object.keys(limitKinds).sort()).toEqual(Object.keys(everything).sort());
    expect(Object.keys(limitsSchema.shape)).toEqual(Object.keys(limitKinds));
  });

  it.each<[string, object, string, RegExp]>([
    ['an unknown name', { usd_per_week: 1 }, '', /usd_per_week/],
    ['a number as text', { usd_per_day: '5' }, 'usd_per_day', /wants a number of US dollars/],
    ['no number', { usd_per_day: Number.NaN }, 'usd_per_day', /wants a number of US dollars/],
    ['endless dollars', { usd_per_day: Infinity }, 'usd_per_day', /wants a number of US dollars/],
    ['dollars below nothing', { usd_per_month: -0.01 }, 'usd_per_month', /wants 0 or more US dollars/],
    ['more dollars than sums keep exact', { usd_per_month: 1e7 }, 'usd_per_month', /a million US dollars at most/],
    ['half a request', { requests_per_minute: 0.5 }, 'requests_per_minute', /wants a whole number/],
    ['no request at all', { requests_per_minute: 0 }, 'requests_per_minute', /wants 1 or more.*revoke/],
    ['fewer images than none', { max_images: -1 }, 'max_images', /wants 0 or more/],
    ['a word for a flag', { background: 'yes' }, 'background', /wants true or false/],
    ['a pattern with a space', { models: ['gpt-6 sol'] }, 'models.0', /wants names of letters/],
    ['an empty pattern', { tools: [''] }, 'tools.0', /wants names of letters/],
    ['too many patterns', { models: Array(101).fill('a') }, 'models', /takes 100 patterns at most/],
    ['a limit that is null', { models: null }, 'models', /./],
    ['a limit that is undefined', { usd_per_day: undefined }, 'usd_per_day', /./],
  ])('are refused with %s', (_what, limits, where, message) => {
    const { error } = limitsSchema.safeParse(limits);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([where]);
    expect(error?.issues[0]?.message).toMatch(message);
  });
});

describe('limits that are read', () => {
  it('are what was written', () => {
    expect(limitsOf(JSON.stringify(everything))).toEqual(everything);
  });

  it('are those that are known, where a newer version wrote more', () => {
    expect(limitsOf('{"usd_per_day":1,"usd_per_week":2}')).toEqual({ usd_per_day: 1 });
  });

  it.each(['', '{', 'null', '[]', '5', '{"usd_per_day":"5"}', '{"models":"gpt-6*"}'])(
    'are no limits at all where the text is %j: it throws',
    (text) => {
      expect(() => limitsOf(text)).toThrow();
    },
  );
});
