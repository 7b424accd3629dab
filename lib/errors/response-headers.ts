import type { RateLimitInfo } from './service-error.ts';

type LowerCaseHeaders = Readonly<Record<string, string>>;

const PREFIX = 'x-ratelimit-';
const NUMBER = /^\d+(\.\d+)?$/;

/**
 * How long upstream asks to wait, in seconds (fractions kept): `retry-after-ms`, else `retry-after` as seconds or as an
 * HTTP date (RFC 9110 §10.2.3). A date counts from the answer's own `date` header, so that no clock is needed and the
 * two machines' clocks need not agree. Undefined where upstream asks for nothing that can be read.
 */
export function retryAfterSeconds(headers: LowerCaseHeaders): number | undefined {
  const milliseconds = headers['retry-after-ms']?.trim();
  if (milliseconds && NUMBER.test(milliseconds)) return Number(milliseconds) / 1000;
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  if (NUMBER.test(value)) return Number(value);
  const seconds = (Date.parse(value) - Date.parse(headers.date ?? '')) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
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
