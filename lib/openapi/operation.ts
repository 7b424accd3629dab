import type * as z from 'zod';

import type { RequestSchemas } from '../validation/request-schemas.ts';
import type { AnswerHeader } from './headers.ts';
import type { TagName } from './tags.ts';

/** Named examples: each a request or an answer in full. */
export type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;

/** One way in which an endpoint succeeds. */
export interface Success {
  readonly description: string;
  /** Left out where the answer is nothing but headers. */
  readonly contentType?: string;
  readonly schema?: z.ZodType;
  readonly headers?: readonly AnswerHeader[];
  readonly examples?: Examples;
  /** What else the same status may bring, by its content type: sound beside events. */
  readonly alternatives?: Readonly<Record<string, z.ZodType>>;
}

/** What the document says of an endpoint beside its row: all that an operation needs and the table does not know. */
export interface Operation {
  /** The group that it is shown in; left out: that of its API. */
  readonly tag?: TagName;
  /** What the summary of the row leaves to say. */
  readonly description?: string;
  /** What is taken. */
  readonly request: RequestSchemas;
  /** Bodies to send; tests send each. */
  readonly examples?: Examples;
  readonly successes: Readonly<Partial<Record<200 | 202 | 303, Success>>>;
}
