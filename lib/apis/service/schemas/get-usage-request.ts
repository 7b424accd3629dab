import * as z from 'zod';
import { explain } from '../../../validation/problem-text.ts';

const by = explain('Invalid by value', 'Send by=day, by=model, by=endpoint or by=principal, once');

function day(name: string, description: string) {
  const error = explain(`Invalid ${name} value`, `Send a day as YYYY-MM-DD, like ${name}=2026-11-29, once`);
  return z.iso.date({ error }).optional().meta({ description, example: '2026-11-29' });
}

/** GET /api/usage. What else the query says is dropped. */
export const getUsageRequest = {
  query: z.object({
    from: day('from', 'The first day, UTC. Left out: the first of the month of `to`.'),
    to: day('to', 'The last day, UTC, itself included. Left out: today.'),
    by: z.enum(['day', 'model', 'endpoint', 'principal'], { error: by }).default('day').meta({
      description: 'What a row stands for.',
      default: 'day',
      example: 'model',
    }),
  }),
};

/** A checked request for usage. */
export type GetUsageRequest = z.output<typeof getUsageRequest.query>;
