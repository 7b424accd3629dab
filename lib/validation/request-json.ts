import { hasLongNumbers, parseLongNumbers } from '../json/exact-json.ts';

/**
 * What stands for `__proto__` while a body is checked, since zod drops a field of that name. As many characters, so that limits
 * hold; code points that Unicode keeps for a program's own use.
 */
const PROTO_STAND_IN = '\ufdd0'.repeat('__proto__'.length);

/** `__proto__` as a key, however it is escaped. A quote without a backslash before it and a name after it opens a string. */
const PROTO_KEY = new RegExp(`(?<!\\\\)"${[...'__proto__'].map(spellings).join('')}"(?=\\s*:)`, 'g');

function spellings(letter: string): string {
  const code = letter.charCodeAt(0).toString(16).padStart(4, '0');
  const digits = [...code].map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit));
  return `(?:${letter}|\\\\u${digits.join('')})`;
}

/** Bodies with stand-ins in them. */
const withStandIns = new WeakSet<object>();

/** Whether a body needs `readRequestJson`: `JSON.parse` would change its numbers. */
export { hasLongNumbers as changesNumbers };

/**
 * The value of a request's JSON with stand-ins for what zod cannot check: a symbol for each integer that a double cannot hold, a
 * name for `__proto__`. `restoreRequest` puts things right. Throws as `JSON.parse` does.
 */
export function readRequestJson(text: string): unknown {
  const body = parseLongNumbers(text.replace(PROTO_KEY, `"${PROTO_STAND_IN}"`), Symbol);
  if (typeof body === 'object' && body !== null) withStandIns.add(body);
  return body;
}

/** What was made of a body, with the caller's own numbers and names in it. */
export function restoreRequest<Made>(body: unknown, made: Made): Made {
  return typeof body === 'object' && body !== null && withStandIns.has(body) ? (restored(made) as Made) : made;
}

/** Whether `__proto__` is a field of the body itself. */
export function namesProto(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, PROTO_STAND_IN);
}

/** A key as the caller wrote it. */
export function callersName(key: string): string {
  return key === PROTO_STAND_IN ? '__proto__' : key;
}

/** The source of a number that a symbol stands for. */
export function longNumber(value: unknown): string | undefined {
  return typeof value === 'symbol' ? value.description : undefined;
}

function restored(value: unknown): unknown {
  const source = longNumber(value);
  if (source !== undefined) return JSON.rawJSON(source);
  if (Array.isArray(value)) return value.map(restored);
  if (typeof value !== 'object' || value === null) return value;
  // Defines its fields, so that one called `__proto__` is a field.
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [callersName(key), restored(below)]));
}
