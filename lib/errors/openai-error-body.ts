import { type ErrorCode, errorCatalogue } from './catalogue.ts';
import { errorHeaders } from './error-body.ts';
import type { ErrorRow } from './error-row.ts';
import type { ServiceError } from './service-error.ts';

/** The body of a failure as OpenAI writes it: its SDKs read these four fields. */
export interface OpenAIErrorBody {
  readonly error: {
    /** What is wrong, and what to do about it: SDKs show nothing else. */
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** A wait that no client is patient enough for (openai 7 waits for a minute at most, and not as long as it is told beyond that). */
const LONGEST_WAIT_SECONDS = 60;

/** OpenAI's types of errors by status (https://developers.openai.com/api/docs/guides/error-codes). */
const types: Readonly<Record<number, string>> = { 403: 'permission_error', 429: 'rate_limit_error' };

/** A failure of this service's own in OpenAI's form; of one that OpenAI has told, its own words. */
export function openaiErrorBody(error: ServiceError): OpenAIErrorBody {
  const { openaiError, problems: [problem] = [] } = error;
  const told = openaiError?.message === undefined ? undefined : openaiError;
  const { message, hint = error.hint, parameter } = problem ?? error;
  return {
    error: {
      message: told?.message ?? `${message} ${openaiHint(error.code, hint)}`.trim(),
      type:
        told?.type ?? types[error.statusCode] ?? (error.statusCode < 500 ? 'invalid_request_error' : 'server_error'),
      param: told?.param ?? parameter ?? null,
      code: told?.code ?? error.publicCode ?? error.code,
    },
  };
}

/** The headers that go with the body; names in lower case. `begun`: OpenAI may have accepted the request. */
export function openaiErrorHeaders(error: ServiceError, begun: boolean): Record<string, string> {
  return { ...errorHeaders(error), 'x-should-retry': String(clientMayRetry(error, begun)) };
}

/**
 * Whether a client is to send the request again by itself: never what may have been paid for, nor what only time or somebody else can
 * mend.
 *
 * @param begun OpenAI may have accepted the request
 */
export function clientMayRetry({ retryable, retryAfterSeconds = 0 }: ServiceError, begun: boolean): boolean {
  return retryable && !begun && retryAfterSeconds <= LONGEST_WAIT_SECONDS;
}

/** What a hint names by this service's own fields and paths, as callers of OpenAI's dialect have it. */
const TERMS: readonly (readonly [own: RegExp, theirs: string])[] = [
  [/`retry_after_seconds`, `retry-after`/g, 'the header `retry-after`'],
  [/`retry_after_seconds`/g, 'the header `retry-after`'],
  [/\/api\/responses/g, '/v1/responses'],
];

/** A hint for a caller of OpenAI's dialect: the row's own one, else the hint in its terms. */
function openaiHint(code: ErrorCode, hint: string): string {
  const row: ErrorRow = errorCatalogue[code];
  if (row.openaiHint !== undefined && hint === row.hint) return row.openaiHint;
  return TERMS.reduce((text, [own, theirs]) => text.replace(own, theirs), hint);
}
