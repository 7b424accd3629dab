import { randomUUID } from 'node:crypto';
import {
  beginOnce,
  forgetOnce,
  giveUpOnce,
  type KeptAnswer,
  keepAnswer,
  noteResponse,
  type OnceTicket,
} from '../../access/idempotency.ts';
import { spendingOf } from '../../budget/spending.ts';
import type { Answer, StreamAnswer } from '../../context/answer.ts';
import type { RequestValues } from '../../context/guard.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { fieldsOf } from '../../json/fields.ts';
import { logger } from '../../logging/logger.ts';
import { collectedAnswer } from './collected-answer.ts';
import type { GuardedCall } from './guarded-call.ts';
import { keepBody } from './kept-body.ts';
import type { Ownership } from './ownership.ts';
import { replayedAnswer } from './replayed-answer.ts';

/** Sees to it that a request with an `Idempotency-Key` is paid for once. */
export interface Once {
  readonly serve: (values: RequestValues, next: () => Promise<Answer>) => Promise<Answer>;
  readonly finish: () => Promise<void>;
}

/** Told again with a repeated answer. */
const KEPT_HEADERS = [
  'content-type',
  'location',
  'x-request-id',
  'x-openai-request-id',
  'x-request-warnings',
  'x-estimated-cost-usd',
];

/** Larger answers are not kept: an item has 400 KB, and memory ends with S3's. */
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

/** What ends a request is over by then. */
const AFTER_DEADLINE_MS = 5_000;

/** For one request. */
export function newOnce({ row, table, principal, context }: GuardedCall, ownership: Ownership): Once {
  let ticket: OnceTicket | undefined;
  let answered: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> } | undefined;
  let written: (() => Buffer | undefined) | undefined;
  let isKept = false;
  let isResumable = false;

  return {
    async serve(values, next) {
      const key = values.headers['idempotency-key'];
      if (row.costs !== true || key === undefined) return next();
      const now = context.date().getTime();
      const begun = await beginOnce(table, {
        principal: principal.id,
        key,
        asked: `${row.name} ${context.dialect}\n${JSON.stringify(values.path)}\n${values.text ?? JSON.stringify(values.body)}`,
        endpoint: row.name,
        now,
        leasedUntil: now + context.deadline.leftMs(0) + AFTER_DEADLINE_MS,
      });
      if (!('lease' in begun)) {
        context.recorder.countedElsewhere();
        return replayedAnswer(begun, context);
      }
      ticket = begun;
      const { background, stream } = fieldsOf(values.body);
      isResumable = background === true && (row.responds === 'sse' || (row.responds === 'by-body' && stream === true));
      ownership.onResponse((id) => noteResponse(table, begun, { ...made(), responseId: id }));
      const answer = await next();
      return watched(answer);
    },
    async finish() {
      if (ticket === undefined || isKept) return;
      const isFree = spendingOf({ facts: context.recorder.facts(), hasResponseId: false }).kind === 'release';
      if (answered && !isFree) {
        const bytes = written?.();
        const body = bytes && (await bodyOf(bytes));
        await keepAnswer(table, ticket, { ...answered, ...body, ...made() });
        return;
      }
      const { kind } = spendingOf({ facts: context.recorder.facts(), hasResponseId: made().responseId !== undefined });
      if (kind === 'release') await forgetOnce(table, ticket);
      else await giveUpOnce(table, ticket);
    },
  };

  async function watched(answer: Answer): Promise<Answer> {
    const headers = Object.fromEntries(
      Object.entries(answer.headers ?? {}).filter(([name]) => KEPT_HEADERS.includes(name)),
    );
    answered = { statusCode: answer.statusCode, headers };
    if ('stream' in answer) {
      if (!isJson(answer)) return answer;
      const collected = collectedAnswer(answer, LARGEST_BODY_BYTES);
      written = collected.bytes;
      return collected.answer;
    }
    // OpenAI has made nothing: a repeat is a new try.
    if (spendingOf({ facts: context.recorder.facts(), hasResponseId: false }).kind === 'release') {
      answered = undefined;
      return answer;
    }
    // Before it goes out: once the caller has it, or has lost it, the answer is there for a repeat.
    const body = await bodyOf(Buffer.from(JSON.stringify(answer.body)));
    // It is paid for, and goes out.
    const keeping = ticket && keepAnswer(table, ticket, { ...answered, ...body, ...made() });
    isKept = (await keeping?.then(() => true, notKept)) ?? false;
    return answer;
  }

  /** What OpenAI has made, and keeps unless it was told not to. */
  function made(): Pick<KeptAnswer, 'responseId' | 'isResumable' | 'isStored'> {
    const responseId = ownership.responseId();
    const isStored = fieldsOf(context.recorder.facts().request).store !== false;
    return { isResumable, isStored, ...(responseId === undefined ? {} : { responseId }) };
  }

  async function bodyOf(bytes: Buffer): Promise<Pick<KeptAnswer, 'body' | 'bodyKey'>> {
    return (await keepBody(bytes, randomUUID(), context).catch(notKept)) || {};
  }
}

function notKept(error: unknown): false {
  logger().error('answer not kept', toServiceError(error));
  return false;
}

function isJson({ headers = {} }: StreamAnswer): boolean {
  return (headers['content-type'] ?? '').startsWith('application/json');
}
