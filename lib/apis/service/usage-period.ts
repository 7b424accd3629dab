import { ServiceError } from '../../errors/service-error.ts';

/** Days of one request: each is a query of the table. */
const MOST_DAYS = 92;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Days as `2026-11-29`, UTC, both ends included. */
export interface UsagePeriod {
  readonly from: string;
  readonly to: string;
  /** In order. */
  readonly days: readonly string[];
}

/**
 * The days that are asked for: to today, and from the first of that month, where nothing else is said. Throws a `ServiceError`
 * `validation_failed` for a period that ends before it begins, and for one that is too long.
 */
export function usagePeriod(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
) {
  const to = asked.to ?? dayOf(now.getTime());
  const from = asked.from ?? `${to.slice(0, 8)}01`;
  const first = Date.parse(from);
  const count = (Date.parse(to) - first) / DAY_MS + 1;
  if (count < 1) {
    const hint =
      asked.to === undefined ? 'Send a from that is not after today, UTC' : 'Send a to that is not before from';
    throw refused(asked.to === undefined ? 'from' : 'to', `The period ends (${to}) before it begins (${from})`, hint);
  }
  if (count > MOST_DAYS) {
    const hint = `Ask for at most ${MOST_DAYS} days at once, and add the answers up`;
    throw refused('from', `The period has ${count} days, and ${MOST_DAYS} are the most`, hint);
  }
  const days = Array.from({ length: count }, (_, index) => dayOf(first + index * DAY_MS));
  return { from, to, days } satisfies UsagePeriod;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function refused(parameter: string, message: string, hint: string): ServiceError {
  const problem = { parameter, message, hint };
  return new ServiceError('validation_failed', { ...problem, problems: [problem] });
}
