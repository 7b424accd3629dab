import type { Endpoint } from '../endpoints/row.ts';
import type { Answer } from './answer.ts';
import type { RequestValues } from './guard.ts';
import type { RequestContext } from './request-context.ts';

/** A request in OpenAI's dialect, which goes on as it came but for what access changes. */
export interface RelayedRequest {
  readonly row: Endpoint;
  /** As the caller sent it. */
  readonly values: RequestValues;
  /** As OpenAI may see it: the very same values where nothing had to be changed. */
  readonly seen: RequestValues;
  /** Without its question mark. */
  readonly rawQuery: string;
  /** A form as it came, where the body is one: `values.body` has what it says. */
  readonly form?: SentForm | undefined;
}

/** A multipart form. */
export interface SentForm {
  readonly bytes: Buffer;
  /** With its boundary. */
  readonly contentType: string;
}

/** Serves a request in OpenAI's dialect. May throw a `ServiceError`: it becomes an answer of OpenAI's form. */
export type RelayService = (request: RelayedRequest, context: RequestContext) => Promise<Answer> | Answer;
