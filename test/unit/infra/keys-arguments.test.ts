import { describe, expect, it } from 'vitest';
import { type Command, CommandError } from '../../../infra/keys/command.ts';
import { createCommand } from '../../../infra/keys/create-command.ts';
import { limitArguments, shownLimits } from '../../../infra/keys/limit-arguments.ts';
import { limitCommand } from '../../../infra/keys/limit-command.ts';
import { listCommand } from '../../../infra/keys/list-command.ts';
import { callerArgument, principalArgument, shownPrincipal } from '../../../infra/keys/principal-argument.ts';
import { revokeCommand } from '../../../infra/keys/revoke-command.ts';
import { rotateCommand } from '../../../infra/keys/rotate-command.ts';
import { shownTime, timeArgument } from '../../../infra/keys/time-argument.ts';
import { limitsSchema } from '../../../lib/access/limits-schema.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const now = () => NOW;

describe('the words of a command', () => {
  it.each<[string, Command, string[], Record<string, unknown>, RegExp]>([
    ['no caller', createCommand, [], {}, /Name the caller/],
    ['the default as a caller', createCommand, ['default'], {}, /choose another name/],
    ['a principal without keys', createCommand, ['iam:arn:aws:iam::1:user/ada'], {}, /is no name of a caller/],
    ['an end that is past', createCommand, ['shop'], { expires: '2020-01-31' }, /--expires wants a time in the future/],
    ['an empty label', createCommand, ['shop'], { label: '' }, /--label wants a value/],
    ['a team that is none', createCommand, ['shop'], { team: 'a b' }, /--team wants letters/],
    ['no principal', limitCommand, [], {}, /Name whose/],
    ['an unknown limit', limitCommand, ['shop', 'usd=5'], {}, /no limit usd: the limits are models, /],
    ['nothing to change', limitCommand, ['shop'], {}, /Give a limit/],
    ['two principals to list', listCommand, ['shop', 'ada'], {}, /one principal, or none/],
    ['limits of a rotation', rotateCommand, ['shop', 'usd_per_day=5'], {}, /`limit` changes its limits/],
    ['an end that is none', rotateCommand, ['shop'], { 'old-ends': 'soon' }, /--old-ends wants a time such as 90d/],
    ['two fates', rotateCommand, ['shop'], { 'old-ends': '1d', 'revoke-old': true }, /not both/],
    ['no key to revoke', revokeCommand, ['shop'], {}, /npm run keys -- list shop.*--all/],
    ['one key and all', revokeCommand, ['shop', 'k1'], { all: true }, /or --all/],
  ])('are refused with %s, before any table is looked for', (_what, command, words, options, message) => {
    const read = () => command.read({ words, options, now });
    expect(read).toThrow(CommandError);
    expect(read).toThrow(message);
  });
});

describe('a principal', () => {
  it.each([
    ['shop', 'bearer:shop', 'shop'],
    ['bearer:shop', 'bearer:shop', 'shop'],
    ['web.shop-2_a', 'bearer:web.shop-2_a', 'web.shop-2_a'],
    ['default', 'default', 'default'],
    ['iam:arn:aws:sts::1:assumed-role/a', 'iam:arn:aws:sts::1:assumed-role/a', 'iam:arn:aws:sts::1:assumed-role/a'],
    ['jwt:https://issuer#sub|1', 'jwt:https://issuer#sub|1', 'jwt:https://issuer#sub|1'],
  ])('typed as %s is %s, and shown as %s', (word, id, shown) => {
    expect(principalArgument(word)).toBe(id);
    expect(shownPrincipal(id)).toBe(shown);
  });

  it.each(['', 'a b', '-shop', 'a/b', 'shop#1', 'ö', 'a'.repeat(65), 'iam:', 'user:ada'])('is none: %j', (word) => {
    expect(() => principalArgument(word)).toThrow(/is no name of a caller/);
    expect(() => callerArgument(word)).toThrow(/is no name of a caller/);
  });
});

describe('a time', () => {
  it.each([
    ['90d', '2027-02-27 12:00Z'],
    ['12h', '2026-11-30 00:00Z'],
    ['30m', '2026-11-29 12:30Z'],
    ['2027-01-31', '2027-01-31 00:00Z'],
    ['2027-01-31T12:30Z', '2027-01-31 12:30Z'],
  ])('typed as %s is %s', (text, shown) => {
    expect(shownTime(timeArgument('--expires', text, now) ?? 0)).toBe(shown);
  });

  it.each([undefined, 'never'])('may be none: %s', (text) => {
    expect(timeArgument('--expires', text, now)).toBeUndefined();
  });

  it.each(['5', 'd', '-1d', '1w', '1.5d', '2027', '2027-13-01', '2027-01-31 12:00', 'tomorrow'])(
    'is not understood: %s',
    (text) => {
      expect(() => timeArgument('--expires', text, now)).toThrow(/wants a time such as/);
    },
  );

  it.each(['0d', '2026-11-29'])('is past: %s', (text) => {
    expect(() => timeArgument('--expires', text, now)).toThrow(/in the future/);
  });
});

describe('limits', () => {
  it('are shown as they are typed', () => {
    const words = ['models=gpt-6*,gpt-5*', 'tools=none', 'max_images=0', 'background=no', 'usd_per_day=2.5'];
    const limits = limitArguments(words);
    const typed = { models: ['gpt-6*', 'gpt-5*'], tools: [], max_images: 0, usd_per_day: 2.5, background: false };
    expect(limits).toEqual(typed);
    expect(shownLimits(limitsSchema.parse(limits))).toEqual(words);
  });

  it('are removed with nothing behind =', () => {
    expect(limitArguments(['usd_per_day=', 'models='])).toEqual({ usd_per_day: null, models: null });
  });

  it.each([
    ['usd_per_day', /usd_per_day wants =, and an amount/],
    ['usd_per_day=much', /wants an amount of US dollars.*much is none/],
    ['usd_per_day=1e3', /1e3 is none/],
    ['max_images=0x10', /wants a whole number/],
    ['background=perhaps', /background wants yes or no/],
    ['constructor=1', /There is no limit constructor/],
  ])('are not understood: %s', (word, message) => {
    expect(() => limitArguments([word])).toThrow(message);
  });
});
