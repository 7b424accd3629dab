import * as z from 'zod';
import { functionVariables } from './function-variables.ts';
import { LONGEST_SESSION_SECONDS } from './longest-session.ts';

/** `-c key=value` gives every value as text: what reads as JSON is meant as it. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Likewise of a list, which may have commas between as well. */
function listFromText(value: unknown): unknown {
  const read = fromText(value);
  return typeof read === 'string' ? read.split(',').filter(Boolean) : read;
}

/** Text of one form. */
export function text(pattern: RegExp, wants: string) {
  return z.string(wants).regex(pattern, wants);
}

/** One of a few words. */
export function choice<const Word extends string>(...words: readonly Word[]) {
  return z.enum(words, `wants one of ${words.join(', ')}`);
}

/** Some of a few words, one at least; on the command line as JSON or with commas between. */
export function someOf<const Word extends string>(words: readonly Word[]) {
  const wants = `wants a list of some of ${words.join(', ')}`;
  const list = z.array(z.enum(words, `wants one of ${words.join(', ')}`), wants).min(1, wants);
  return z.preprocess(listFromText, list);
}

/** Some of a few words, or none: an empty list, or the word `off`. */
export function someOrOff<const Word extends string>(words: readonly Word[]) {
  const wants = `wants off, or a list of some of ${words.join(', ')}`;
  const list = z.array(z.enum(words, `wants one of ${words.join(', ')}`), wants);
  return z.preprocess((value) => (value === 'off' ? [] : listFromText(value)), list);
}

/** Texts of one form, one at least; on the command line as JSON or with commas between. */
export function listOf(pattern: RegExp, wants: string) {
  return z.preprocess(listFromText, z.array(text(pattern, wants), wants).min(1, wants));
}

export function wholeNumber(from: number, to: number) {
  const wants = `wants a whole number from ${from} to ${to}`;
  return z.preprocess(fromText, z.int(wants).min(from, wants).max(to, wants));
}

export function numberAbove(from: number) {
  const wants = `wants a number above ${from}`;
  return z.preprocess(fromText, z.number(wants).gt(from, wants));
}

/** One of a few numbers. */
export function numberOf(numbers: readonly number[]) {
  const wants = `wants one of ${numbers.join(', ')}`;
  return z.preprocess(
    fromText,
    z.number(wants).refine((value) => numbers.includes(value), wants),
  );
}

export function flag() {
  return z.preprocess(fromText, z.boolean('wants true or false'));
}

/** An object of these keys and no others; on the command line as JSON. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(fromText, z.strictObject(shape, `wants an object of ${Object.keys(shape).join(', ')}`));
}

/** Origins of pages; on the command line as JSON or with commas between. */
export function origins() {
  const wants = 'wants origins like https://app.example.com, or * alone';
  const origin = z.string(wants).regex(/^(\*|https?:\/\/[a-z0-9.-]+(:\d+)?)$/, wants);
  return z.preprocess(
    listFromText,
    z.array(origin, wants).refine((all) => all.length < 2 || !all.includes('*'), wants),
  );
}

/** A secret's whole ARN, with the six characters that Secrets Manager adds to its name. */
export function secretArn() {
  return text(
    /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
    'wants the whole ARN of a secret (arn:aws:secretsmanager:…:secret:name-AbCdEf)',
  );
}

/** Metrics are log lines too, of the level INFO for Lambda: above it, they would be dropped. */
const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO'];

/** Further variables of the functions. None may be a secret: it would stand in the template for everyone to read. */
export function variables() {
  const known: readonly string[] = functionVariables;
  const names = z.string().refine((name) => known.includes(name), `is none of ${known.join(', ')}`);
  const value = z.string('wants text').refine((given) => !/\b(?:sk-|whsec_)/.test(given), 'must not hold a secret');
  const levels = `wants one of ${LOG_LEVELS.join(', ')} in AWS, where metrics are lines of the log`;
  const lives = `wants ${LONGEST_SESSION_SECONDS} seconds at most in AWS, where a URL ends with the session of the role that signed it`;
  const all = z
    .record(names, value)
    .refine(({ IMAGE_URL_TTL_SECONDS = '' }) => Number(IMAGE_URL_TTL_SECONDS) <= LONGEST_SESSION_SECONDS, {
      error: lives,
      path: ['IMAGE_URL_TTL_SECONDS'],
    })
    .refine(({ LOG_LEVEL = 'INFO' }) => LOG_LEVELS.includes(LOG_LEVEL), { error: levels, path: ['LOG_LEVEL'] });
  return z.preprocess(fromText, all);
}
