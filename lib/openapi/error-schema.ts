import * as z from 'zod';

import { errorCatalogue } from '../errors/catalogue.ts';
import type { ErrorBody } from '../errors/error-body.ts';
import { LISTED_PROBLEMS, type OpenAIErrorFields, type Problem } from '../errors/service-error.ts';

const problemSchema = z.object({
  parameter: z
    .string()
    .optional()
    .meta({ description: 'Where; absent where it is the whole body.', example: 'tools[0].type' }),
  message: z.string(),
  hint: z.string().optional(),
} satisfies { [Field in keyof Problem]-?: z.ZodType });

const openaiErrorSchema = z.object({
  type: z.string().optional(),
  code: z.string().optional(),
  param: z.string().optional(),
  message: z.string().optional(),
} satisfies { [Field in keyof OpenAIErrorFields]-?: z.ZodType });

/** The one body of every failure (`ErrorBody`). */
export const errorBodySchema = z
  .object({
    statusCode: z.int().min(400).max(599).meta({ description: 'The HTTP status once more.', example: 400 }),
    timestamp: z.string().meta({ description: 'ISO 8601, UTC.', example: '2026-11-22T16:27:08.953Z' }),
    path: z.string().meta({ description: 'The path that was asked for.', example: '/api/responses/text' }),
    message: z.string().meta({ description: 'What has happened.' }),
    request_id: z.string().optional().meta({ description: "OpenAI's request ID.", example: 'req_abc123' }),
    error_code: z
      .union([z.enum(Object.keys(errorCatalogue) as [string, ...string[]]), z.string()])
      .meta({ description: 'A code of this document, or one of OpenAI that it does not know.' }),
    parameter: z.string().optional().meta({ description: 'The field at fault.', example: 'temperature' }),
    hint: z.string().meta({ description: 'What to do about it.' }),
    retry_after_seconds: z.number().optional().meta({ description: 'When to try again.', example: 20 }),
    rate_limit_info: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .optional()
      .meta({
        description: "OpenAI's x-ratelimit headers.",
        example: { remaining_requests: 0, reset_requests: '20s' },
      }),
    errors: z
      .array(problemSchema)
      .max(LISTED_PROBLEMS)
      .optional()
      .meta({ description: "The problems of the request, in the request's own order: the first ones." }),
    errors_omitted: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'How many more problems there are than `errors` lists.', example: 7_900 }),
    openai_error: openaiErrorSchema.optional().meta({ description: 'What OpenAI said, as it said it.' }),
  } satisfies { [Field in keyof ErrorBody]-?: z.ZodType })
  .meta({ id: 'Error', description: 'The body of every failure; fields without a value are left out.' });
