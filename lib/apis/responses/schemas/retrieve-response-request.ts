import type { ResponseRetrieveParams } from 'openai/resources/responses/responses';
import * as z from 'zod';
import { explain } from '../../../validation/problem-text.ts';
import { queryBoolean } from '../../../validation/query.ts';
import { includeQueryField, joinInclude } from './fields/include-query.ts';
import { responseIdField } from './fields/response-id.ts';

const streamed = explain(
  "'stream' cannot be true here",
  'GET /api/responses/{id}/stream to have the response streamed, or omit stream',
);

/** GET /api/responses/{id}. What else the query says is dropped. */
export const retrieveResponseRequest = {
  path: z.object({ id: responseIdField() }),
  query: z
    .preprocess(
      joinInclude,
      z.object({
        include: includeQueryField(),
        include_obfuscation: queryBoolean('include_obfuscation').optional().meta({
          description: 'Concerns streams alone; taken because the SDK can send it.',
          example: false,
        }),
        stream: queryBoolean('stream')
          .refine((stream) => !stream, { error: streamed })
          .optional()
          .meta({
            description: 'The path decides whether the answer is streamed; this may repeat it.',
            example: false,
          }),
      } satisfies Record<Exclude<keyof ResponseRetrieveParams, 'starting_after'>, z.ZodType>),
    )
    .transform(({ stream: _, ...query }) => query),
};

/** A checked request for a response. */
export type RetrieveResponseRequest = z.output<typeof retrieveResponseRequest.path> &
  z.output<typeof retrieveResponseRequest.query>;
