import type * as z from 'zod';

/**
 * A schema for each part of a request that an endpoint reads. It is not told of the other parts.
 *
 * @example
 * const searchRequest = {
 *   path: z.object({ id: z.string() }),
 *   query: z.object({ limit: queryInteger('limit', 1, 100).optional() }),
 *   body: z.object({ question: z.string() }),
 * };
 */
export interface RequestSchemas {
  /** The parameters in the path, by their names in the path template. */
  readonly path?: z.ZodType;
  /** A value is a string, or an array of strings where its name came several times (`lib/validation/query.ts` reads them). */
  readonly query?: z.ZodType;
  /** Header names are in lower case. */
  readonly headers?: z.ZodType;
  readonly body?: z.ZodType;
}

/** What the schemas make of a request: one object with a typed field for each part. */
export type CheckedRequest<S extends RequestSchemas> = {
  readonly [P in keyof S]: S[P] extends z.ZodType ? z.output<S[P]> : undefined;
};
