import type { RateLimitInfo } from './service-error.ts';

type LowerCaseHeaders = Readonly<Record<string, string>>;

const PREFIX = 'x-ratelimit-';
const NUMBER = /^\d+(\.\d+)?$/;

/** An HTTP date in any of its three forms (RFC 9110 §5.6.7), or one by ISO 8601: `Date.parse` alone takes `-3` for a year. */
const DATE = /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d|\d{4}-\d\d-\d\dT)/i;
const NAMES_ZONE = /(?:[A-Z]|[+-]\d\d:?\d\d)$/i;
/** A longer wait is no word on when to come back. */
const LONGEST_SECONDS = 30 * 24 * 60 * 60;

/**
 * How long upstream asks to wait, in seconds (fractions kept): `retry-after-ms`, else `retry-after` as seconds or as an
 * HTTP date (RFC 9110 §10.2.3). A date counts from the answer's own `date` header, so that the two machines' clocks need
 * not agree; `now` is for answers without one. Undefined where upstream asks for nothing that can be read or obeyed: what
 * is negative, past or more than 30 days away.
 */
export function retryAfterSeconds(headers: LowerCaseHeaders, now?: Date): number | undefined {
  const milliseconds = headers['retry-after-ms']?.trim() ?? '';
  const wanted = NUMBER.test(milliseconds) ? sensible(Number(milliseconds) / 1000) : undefined;
  if (wanted !== undefined) return wanted;
  const value = headers['retry-after']?.trim() ?? '';
  if (NUMBER.test(value)) return sensible(Number(value));
  const from = dateOf(headers.date) ?? now?.getTime();
  const to = dateOf(value);
  if (from === undefined || to === undefined || to <= from) return undefined;
  return sensible((to - from) / 1000);
}

function sensible(seconds: number): number | undefined {
  return seconds <= LONGEST_SECONDS ? seconds : undefined;
}

/** Milliseconds since 1970. The form of C's `asctime` names no time zone, and means UTC like the others. */
function dateOf(value: string | undefined): number | undefined {
  const text = value?.trim() ?? '';
  if (!DATE.test(text)) return undefined;
  const time = Date.parse(NAMES_ZONE.test(text) ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

/** What upstream itself says of sending the request again (`x-should-retry`, which OpenAI's SDKs obey too). */
export function shouldRetry(headers: LowerCaseHeaders): boolean | undefined {
  const value = headers['x-should-retry'];
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** All `x-ratelimit-*` headers; undefined where there are none. Counts that are not numbers are left out. */
export function rateLimitInfo(headers: LowerCaseHeaders): RateLimitInfo | undefined {
  const info: Record<string, number | string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(PREFIX)) continue;
    const field = name.slice(PREFIX.length).replaceAll('-', '_');
    if (NUMBER.test(value) && !field.startsWith('reset_')) info[field] = Number(value);
    else if (!/^(limit|remaining)_/.test(field)) info[field] = value;
  }
  return Object.keys(info).length > 0 ? info : undefined;
}
