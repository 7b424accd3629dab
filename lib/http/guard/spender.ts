import { applyLimits } from '../../access/apply-limits.ts';
import { nanosOf, reservedNanos } from '../../budget/amounts.ts';
import { countOnce } from '../../budget/count-once.ts';
import { postponeReservation } from '../../budget/expired-reservations.ts';
import { type PriceSource, priceSource } from '../../budget/price-source.ts';
import { takeFromBuckets } from '../../budget/rate-bucket.ts';
import { type Reservation, reservationItem, reservationText } from '../../budget/reservation.ts';
import { hasBudget, release, reserve, settleReservation } from '../../budget/reserve.ts';
import { spendingOf } from '../../budget/spending.ts';
import { countUsage, type UsageEntry } from '../../budget/usage-ledger.ts';
import { worstCase } from '../../budget/worst-case.ts';
import type { AdmittedBody } from '../../context/guard.ts';
import type { Limits } from '../../context/limits.ts';
import { errorCatalogue } from '../../errors/catalogue.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { type Fields, fieldsOf } from '../../json/fields.ts';
import { logger } from '../../logging/logger.ts';
import type { Table } from '../../storage/table/table.ts';
import { prices } from '../../usage/prices.ts';
import { readUsage } from '../../usage/usage.ts';
import { nearestName } from '../../validation/nearest-name.ts';
import type { GuardedCall } from './guarded-call.ts';

/** Sees to it that a request stays within its principal's limits and budget. */
export interface Spender {
  readonly admit: <Params extends object>(params: Params, kind?: AdmittedBody) => Promise<Params>;
  /** OpenAI has named what it makes: written down, the poller can ask for it. */
  readonly follow: (responseId: string) => Promise<void>;
  /** The reservation is the background job's from now on. */
  readonly jobReservation: () => { readonly reservation?: string };
  /** What the caller is told of its minute. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly finish: (responseId: string | undefined) => Promise<void>;
}

/** What ends a request is over by then: the platform has ended the function. */
const AFTER_DEADLINE_MS = 60_000;
/** A background response is settled with its record, within a day and the window that it was given; else OpenAI is asked then. */
const BACKGROUND_MS = 26 * 3_600_000;

/** A spender that has spent nothing. `isFree`: the request needs not be held to anything. */
export function newSpender({ row, table, principal, context }: GuardedCall, isFree = false): Spender {
  const { limits } = principal;
  let isAdmitted = isFree;
  let isBackground = false;
  let reservation: Reservation | undefined;
  let headers: Readonly<Record<string, string>> = {};

  return {
    async admit(given, kind = 'responses') {
      if (hasBudget(limits)) await freshPrices(table);
      const { params, bound, text } = prepared(given, { kind, limits, at: context.date() });
      const { model: asked, background, max_output_tokens: ceiling } = fieldsOf(params);
      const model = typeof asked === 'string' ? asked : '';
      isBackground = background === true || kind === 'videos' || kind === 'video-changes';
      headers = await takeFromBuckets(table, {
        principal: principal.id,
        limits,
        tokens: expectedTokens(text, ceiling),
        now: context.date().getTime(),
      });
      if (hasBudget(limits)) {
        if (bound.usd === null && limits.allow_unpriced !== true) throw unpriced(model, bound.why);
        reservation = await reserve(table, {
          principal: principal.id,
          limits,
          nanos: reservedNanos(bound.usd ?? 0),
          endpoint: row.name,
          model,
          now: context.date(),
          expiresAt: new Date(context.date().getTime() + context.deadline.leftMs(0) + AFTER_DEADLINE_MS),
        });
      }
      isAdmitted = true;
      return params;
    },
    async follow(responseId) {
      if (reservation === undefined) return;
      if (isBackground) {
        // At once, so that whoever asks for the reservation from here on is given the one that is followed.
        const before = reservation;
        reservation = { ...before, expiresAt: new Date(context.date().getTime() + BACKGROUND_MS).toISOString() };
        await postponeReservation(table, before, responseId, new Date(reservation.expiresAt));
      } else {
        await table.send('PutItem', { TableName: table.name, Item: reservationItem(reservation, responseId) });
      }
    },
    jobReservation: () => (reservation === undefined ? {} : { reservation: reservationText(reservation) }),
    headers: () => headers,
    async finish(responseId) {
      if (!isAdmitted) return;
      const facts = context.recorder.facts();
      const spending = spendingOf({ facts, hasResponseId: responseId !== undefined });
      const settled = reservation && settle(reservation, spending);
      // The poller asks OpenAI by the reservation, and counts then.
      const isLeft = spending.kind === 'hold' || (spending.kind === 'later' && reservation === undefined);
      const isCounted = spending.kind === 'settle' || isLeft;
      const counted = isCounted
        ? count(responseId, {
            principal: principal.id,
            endpoint: row.name,
            model: facts.responseModel ?? facts.model ?? '',
            usage: readUsage(facts.usage),
            cost: spending.kind === 'settle' ? spending.usd : null,
            at: context.date(),
          })
        : undefined;
      await Promise.all([settled, counted]);
    },
  };

  /** By its reservation, the poller would count it as well, were only that not let go of. */
  function count(responseId: string | undefined, entry: UsageEntry): Promise<void> {
    const isFollowed = reservation !== undefined && responseId !== undefined;
    return isFollowed ? countOnce(table, responseId, entry) : countUsage(table, entry);
  }

  async function settle(held: Reservation, spending: ReturnType<typeof spendingOf>): Promise<void> {
    if (spending.kind === 'release') await release(table, held);
    if (spending.kind === 'hold') await settleReservation(table, held, held.nanos);
    if (spending.kind !== 'settle') return;
    const nanos = nanosOf(spending.usd);
    if (nanos > held.nanos) logger().warn('cost above its bound', { model: held.model, held: held.nanos, cost: nanos });
    await settleReservation(table, held, nanos);
  }
}

interface Preparation {
  readonly kind: AdmittedBody;
  readonly limits: Limits;
  readonly at: Date;
}

const sources = new WeakMap<Table, PriceSource>();

/** Prices may have been corrected since. */
function freshPrices(table: Table): Promise<void> {
  const now = () => performance.now();
  const warn = (message: string, details: object) => logger().warn(message, { ...details });
  const source = sources.get(table) ?? priceSource({ table, now, warn });
  sources.set(table, source);
  return source.refresh();
}

/** The request within its limits, and the most that it can cost. */
function prepared<Params extends object>(given: Params, { kind, limits, at }: Preparation) {
  const limited = applyLimits(given, limits, { body: kind });
  const text = JSON.stringify(limited);
  if (!hasBudget(limits)) return { params: limited, bound: { usd: 0, why: '' }, text };
  const bound = worstCase(limited, { at, kind: kind === 'responses' ? 'response' : kind });
  const { maxToolCalls, maxOutputTokens } = bound;
  const ceiling = kind === 'chat' ? 'max_completion_tokens' : 'max_output_tokens';
  const params = {
    ...limited,
    ...(kind !== 'compact' && maxToolCalls !== undefined && { max_tool_calls: maxToolCalls }),
    ...(kind !== 'compact' && maxOutputTokens !== undefined && { [ceiling]: maxOutputTokens }),
    ...(kind === 'chat' && usageAsked(fieldsOf(limited))),
  };
  return { params, bound, text };
}

/** A streamed chat says what it has used only where it is asked: without that, all that was held for it would be charged. */
function usageAsked({ stream, stream_options: options }: Fields): Fields {
  if (stream !== true || fieldsOf(options).include_usage === true) return {};
  return { stream_options: { ...fieldsOf(options), include_usage: true } };
}

/** A text has some four characters a token; the output counts where the request says how much it may be. */
function expectedTokens(text: string, ceiling: unknown): number {
  return Math.ceil(text.length / 4) + (typeof ceiling === 'number' ? ceiling : 0);
}

function unpriced(model: string, why: string): ServiceError {
  if (why !== `no known price of ${model}`)
    return new ServiceError('model_price_unknown', {
      message: `The most that the request can cost is not known, so that it cannot be counted against the budget: ${why}.`,
    });
  const near = nearestName(model, [...new Set(prices.map((row) => row.model))]);
  const row = errorCatalogue.model_price_unknown;
  return new ServiceError('model_price_unknown', {
    message: `The model ${model} has no known price, so that it cannot be counted against the budget.`,
    hint: near === undefined ? row.hint : `Check the name of the model: did you mean ${near}? ${row.hint}`,
    parameter: 'model',
  });
}
