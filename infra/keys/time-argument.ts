import { CommandError } from './command.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };
const SPAN = /^(\d{1,6})([mhd])$/;
const DAY = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/;

/**
 * A time to come, in seconds since 1970: `90d`, `12h`, `30m`, `2027-01-31`, `2027-01-31T12:00Z`; undefined for `never`, and where
 * nothing is given.
 */
export function timeArgument(option: string, text: string | undefined, now: () => number): number | undefined {
  if (text === undefined || text === 'never') return undefined;
  const [, count, unit = ''] = SPAN.exec(text) ?? [];
  const nowSeconds = Math.floor(now() / 1000);
  const span = UNIT_SECONDS[unit];
  const seconds =
    span === undefined ? (DAY.test(text) ? Date.parse(text) / 1000 : Number.NaN) : nowSeconds + Number(count) * span;
  if (Number.isNaN(seconds))
    throw new CommandError(`${option} wants a time such as 90d, 12h, 30m, 2027-01-31 or 2027-01-31T12:00Z, or never`);
  if (seconds <= nowSeconds) throw new CommandError(`${option} wants a time in the future; ${text} is past`);
  return seconds;
}

/** A time, in seconds since 1970, to the minute: `2027-01-31 12:00Z`. */
export function shownTime(seconds: number): string {
  return new Date(seconds * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/:\d\d\.\d+/, '');
}
