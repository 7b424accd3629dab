import { randomUUID } from 'node:crypto';
import { beginOnce, forgetOnce, giveUpOnce, type KeptAnswer, keepAnswer, noteResponse, type OnceTicket } from '../../access/idempotency.ts';
import { responsePath, resumePath } from '../../apis/responses/streaming/response-path.ts';
import { spendingOf } from '../../budget/spending.ts';
import type { Answer, StreamAnswer } from '../../context/answer.ts';
import type { RequestValues } from '../../context/guard.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { fieldsOf } from '../../json/fields.ts';
import { logger } from '../../logging/logger.ts';
import type { Sink } from '../../stream/sink.ts';
import { keepBody, readBody } from './kept-body.ts';
import type { Ownership } from './ownership.ts';
import type { GuardedCall } from './request-guard.ts';

/** Sees to it that a request with an `Idempotency-Key` is paid for once. */
export interface Once {
  readonly serve: (values: RequestValues, next: () => Promise<Answer>) => Promise<Answer>;
  readonly finish: () => Promise<void>;
}

/** Told again with a repeated answer. */
const KEPT_HEADERS = ['content-type', 'location', 'x-openai-request-id', 'x-request-warnings', 'x-estimated-cost-usd'];

/** Larger answers are not kept: an item has 400 KB, and memory ends with S3's. */
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

/** Says of an answer that it is the first one's (as Stripe's API has it). */
const REPLAYED = { 'idempotent-replayed': 'true' };

/** What ends a request is over by then. */
const AFTER_DEADLINE_MS = 5_000;

/** For one request. */
export function newOnce({ row, table, principal, context }: GuardedCall, ownership: Ownership): Once {
  let ticket: OnceTicket | undefined;
  let answered: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> } | undefined;
  let chunks: Buffer[] | undefined;
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
        asked: `${row.name}\n${JSON.stringify(values.path)}\n${JSON.stringify(values.body)}`,
        endpoint: row.name,
        now,
        leasedUntil: now + context.deadline.leftMs(0) + AFTER_DEADLINE_MS,
      });
      if (!('lease' in begun)) {
        context.recorder.countedElsewhere();
        return replayed(begun);
      }
      ticket = begun;
      isResumable = fieldsOf(values.body).background === true && row.responds === 'sse';
      ownership.onResponse((id) => noteResponse(table, begun, id, isResumable));
      const answer = await next();
      return watched(answer);
    },
    async finish() {
      if (ticket === undefined || isKept) return;
      const responseId = ownership.responseId();
      if (answered) {
        const { statusCode, headers } = answered;
        const body = chunks && (await bodyOf(Buffer.concat(chunks)));
        await keepAnswer(table, ticket, { statusCode, headers, ...body, isResumable, ...named(responseId) });
        return;
      }
      const facts = context.recorder.facts();
      const { kind } = spendingOf({
        facts,
        wasAccepted: responseId !== undefined,
        hasResponseId: responseId !== undefined,
      });
      if (kind === 'release' && responseId === undefined) await forgetOnce(table, ticket);
      else await giveUpOnce(table, ticket);
    },
  };

  async function watched(answer: Answer): Promise<Answer> {
    const headers = Object.fromEntries(
      Object.entries(answer.headers ?? {}).filter(([name]) => KEPT_HEADERS.includes(name)),
    );
    answered = { statusCode: answer.statusCode, headers };
    if ('stream' in answer) return isJson(answer) ? collected(answer) : answer;
    // Before it goes out: once the caller has it, or has lost it, the answer is there for a repeat.
    const body = await bodyOf(Buffer.from(JSON.stringify(answer.body)));
    if (ticket) {
      const responseId = ownership.responseId();
      await keepAnswer(table, ticket, { ...answered, ...body, isResumable, ...named(responseId) }).then(
        () => {
          isKept = true;
        },
        // It is paid for, and goes out.
        (error: unknown) => logger().error('answer not kept', error as Error),
      );
    }
    return answer;
  }

  function collected(answer: StreamAnswer): StreamAnswer {
    let bytes = 0;
    chunks = [];
    const collect = (sink: Sink): Sink => ({
      ...sink,
      write: (data) => {
        const chunk = typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data);
        bytes += chunk.length;
        if (bytes > LARGEST_BODY_BYTES) chunks = undefined;
        chunks?.push(chunk);
        return sink.write(data);
      },
    });
    return { ...answer, stream: (sink) => answer.stream(collect(sink)) };
  }

  async function bodyOf(bytes: Buffer): Promise<Pick<KeptAnswer, 'body' | 'bodyKey'>> {
    return keepBody(bytes, randomUUID(), context).catch((error: unknown) => {
      logger().error('answer not kept', error as Error);
      return {};
    });
  }

  async function replayed(kept: KeptAnswer): Promise<Answer> {
    const { statusCode, headers, responseId } = kept;
    const body = await readBody(kept, context);
    if (body !== undefined) return { statusCode, headers: { ...headers, ...REPLAYED }, body: JSON.parse(body) };
    if (responseId === undefined) throw new ServiceError('idempotency_outcome_unknown');
    const { basePath } = context;
    const response = { method: 'GET', path: responsePath('retrieve-response', responseId, basePath) };
    const resume = { method: 'GET', path: resumePath(responseId, -1, basePath), starting_after: null };
    return {
      statusCode: 200,
      headers: REPLAYED,
      body: { response_id: responseId, replayed: true, response, resume: kept.isResumable ? resume : null },
    };
  }
}

function named(responseId: string | undefined) {
  return responseId === undefined ? {} : { responseId };
}

function isJson({ headers = {} }: StreamAnswer): boolean {
  return (headers['content-type'] ?? '').startsWith('application/json');
}
