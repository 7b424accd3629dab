import type { ResponseError } from 'openai/resources/responses/responses';
import { accessErrors } from './access-errors.ts';
import { classErrors } from './class-errors.ts';
import type { ErrorRow } from './error-row.ts';
import { imageErrors } from './image-errors.ts';
import { ownErrors } from './own-errors.ts';
import { parameterErrors } from './parameter-errors.ts';
import { referenceErrors } from './reference-errors.ts';
import { responseErrors } from './response-errors.ts';

export type { ErrorRow };

/**
 * The codes that OpenAI may send; a code of our own in an upstream body means something else, and is not looked up.
 * Does not compile while it lacks a code with which the installed SDK says a response may fail.
 */
export const upstreamErrors = {
  ...classErrors,
  ...accessErrors,
  ...parameterErrors,
  ...referenceErrors,
  ...responseErrors,
  ...imageErrors,
} as const satisfies Record<string, ErrorRow> & Record<ResponseError['code'], ErrorRow>;

/** THE error table: code -> status, message, hint, retryable. Nothing else decides on these. */
export const errorCatalogue = { ...ownErrors, ...upstreamErrors } as const satisfies Record<string, ErrorRow>;

/** A code that OpenAI may send. */
export type UpstreamErrorCode = keyof typeof upstreamErrors;

/** Every code that the service knows. */
export type ErrorCode = keyof typeof errorCatalogue;
