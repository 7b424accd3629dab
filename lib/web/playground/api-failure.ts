import { type Json, listOf, numberOf, textOf } from './frame.ts';

/** One of several problems of a request. */
export interface Problem {
  readonly parameter?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What there is to say of a failure, from an answer's body, an `error` frame or this page itself. */
export interface Failure extends Problem {
  readonly code?: string | undefined;
  readonly statusCode?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly problems: readonly Problem[];
}

/** Thrown for an answer that is no success. */
export class ApiFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'ApiFailure';
    this.failure = failure;
  }
}

/** What to do on this page, where the API's own hint is for those who write requests. */
const HINTS: Readonly<Record<string, string>> = {
  unauthenticated:
    'Open Settings at the top, and give a valid key of this service (not one of OpenAI): whoever runs it makes one with npm run keys -- create NAME.',
};

/** The failure that an error body or an `error` frame tells of. API Gateway's own bodies have `message` alone. */
export function failureOf(data: Json, fallbackRequestId?: string | null): Failure {
  const code = textOf(data, 'error_code') ?? textOf(data, 'code');
  return {
    message: textOf(data, 'message') ?? 'The request failed.',
    hint: HINTS[code ?? ''] ?? textOf(data, 'hint'),
    code,
    statusCode: numberOf(data, 'statusCode'),
    requestId: textOf(data, 'request_id') ?? fallbackRequestId ?? undefined,
    parameter: textOf(data, 'parameter') ?? textOf(data, 'param'),
    retryAfterSeconds: numberOf(data, 'retry_after_seconds'),
    problems: listOf(data, 'errors').map((problem) => ({
      parameter: textOf(problem, 'parameter'),
      message: textOf(problem, 'message') ?? '',
      hint: textOf(problem, 'hint'),
    })),
  };
}

/** Whatever was thrown, as something to show. */
export function failureOfThrown(thrown: unknown): Failure {
  if (thrown instanceof ApiFailure) return thrown.failure;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { message, problems: [] };
}
