const NANOS = 1_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What a double of so many dollars may be off by, in billionths: less than anything that is counted. */
const NOISE = 1e-6;

/** US dollars as whole billionths, rounded up: what is reserved is never less than what it stands for. */
export function reservedNanos(usd: number): number {
  return Math.max(0, Math.ceil(usd * NANOS - NOISE));
}

/** US dollars as whole billionths, to the nearest: of costs, which are rounded to that already, and of limits. */
export function nanosOf(usd: number): number {
  return Math.round(usd * NANOS);
}

/** Whole billionths as US dollars. */
export function usdOf(nanos: number): number {
  return nanos / NANOS;
}

/** The day of a moment, UTC: `2026-11-29`. */
export function dayKey(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The month of a moment, UTC: `2026-11`. */
export function monthKey(at: Date): string {
  return at.toISOString().slice(0, 7);
}

/** The attribute of a month's item that sums up a moment's day, UTC: `d29`. */
export function dayAttribute(at: Date): string {
  return `d${at.toISOString().slice(8, 10)}`;
}

/** Whole seconds until the next day begins, UTC; at least one, so that whoever waits them is there. */
export function secondsToNextDay(at: Date): number {
  return Math.ceil((DAY_MS - (at.getTime() % DAY_MS)) / 1000);
}

/** Whole seconds until the next month begins, UTC; at least one. */
export function secondsToNextMonth(at: Date): number {
  return Math.ceil((Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1) - at.getTime()) / 1000);
}
