import * as z from 'zod';
import type { Examples } from '../../../openapi/operation.ts';

const count = (description: string, example: number) => z.int().min(0).meta({ description, example });

const sums = {
  requests: count('Requests that OpenAI has worked for.', 12),
  input_tokens: count('All input, cached tokens among it.', 3400),
  output_tokens: count('All output, reasoning among it.', 900),
  cost_usd: z.number().min(0).meta({ description: 'Estimated, to a billionth of a US dollar.', example: 0.0123 }),
  unpriced_requests: count('Of the requests, those whose cost is not known: `cost_usd` is without them.', 0),
};

/** The answer of `get-usage`. */
export const usageAnswerSchema = z
  .object({
    from: z.iso.date().meta({ description: 'The first day, UTC.', example: '2026-11-01' }),
    to: z.iso.date().meta({ description: 'The last day, UTC.', example: '2026-11-29' }),
    by: z.enum(['day', 'model', 'endpoint', 'principal']),
    rows: z
      .array(
        z.object({
          key: z.string().meta({
            description: 'The day, model, endpoint or principal; an empty text is a model that nobody has named.',
            example: '2026-11-29',
          }),
          ...sums,
        }),
      )
      .meta({ description: 'Days in order; of everything else, the dearest first. What was not used has no row.' }),
    total: z.object(sums),
  })
  .meta({ id: 'UsageReport', description: 'What was used, and what it cost.' });

const november = {
  requests: 12,
  input_tokens: 3400,
  output_tokens: 900,
  cost_usd: 0.0123,
  unpriced_requests: 0,
};

/** An answer of `get-usage`. */
export const usageAnswers: Examples = {
  days: {
    summary: 'A month in which one day was used',
    value: {
      from: '2026-11-01',
      to: '2026-11-29',
      by: 'day',
      rows: [{ key: '2026-11-29', ...november }],
      total: november,
    },
  },
};
