import type { LimitChanges } from '../../lib/access/keys/key-admin.ts';
import { type LimitKind, type LimitName, limitKinds } from '../../lib/access/limits-schema.ts';
import type { Limits } from '../../lib/context/limits.ts';
import { isRowOf } from '../../lib/json/fields.ts';
import { CommandError } from './command.ts';

const ON = ['yes', 'true', 'on'];
const OFF = ['no', 'false', 'off'];

/** How each kind of limit is typed. */
const readers = {
  patterns: (text) => (text === 'none' ? [] : text.split(',').map((pattern) => pattern.trim())),
  count: number,
  rate: number,
  dollars: number,
  flag: (text) => {
    if (ON.includes(text)) return true;
    return OFF.includes(text) ? false : undefined;
  },
} as const satisfies Record<LimitKind, (text: string) => Limits[keyof Limits] | undefined>;

const wanted: Record<LimitKind, string> = {
  patterns: 'names with commas between, with * for any characters, or none',
  count: 'a whole number',
  rate: 'a whole number',
  dollars: 'an amount of US dollars, such as 2.50',
  flag: 'yes or no',
};

/** `usd_per_day=5`, `models=gpt-6*,gpt-5*`; `usd_per_day=` removes the limit. */
export function limitArguments(words: readonly string[]): LimitChanges {
  return Object.fromEntries(words.map(limitArgument));
}

function limitArgument(word: string): readonly [LimitName, Limits[keyof Limits] | null] {
  const [name = '', ...rest] = word.split('=');
  if (!isRowOf(limitKinds, name))
    throw new CommandError(`There is no limit ${name}: the limits are ${Object.keys(limitKinds).join(', ')}`);
  const kind = limitKinds[name];
  if (rest.length === 0)
    throw new CommandError(`${name} wants =, and ${wanted[kind]}; with nothing behind =, the limit is removed`);
  const text = rest.join('=').trim();
  if (text === '') return [name, null];
  const value = readers[kind](text);
  if (value === undefined) throw new CommandError(`${name} wants ${wanted[kind]}; ${text} is none`);
  return [name, value];
}

function number(text: string): number | undefined {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Limits as they are typed. */
export function shownLimits(limits: Limits): string[] {
  return Object.entries(limits).map(([name, value]) => `${name}=${shown(value)}`);
}

function shown(value: Limits[keyof Limits]): string {
  if (Array.isArray(value)) return value.join(',') || 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
