import * as z from 'zod';

/** `health` takes nothing; what a monitor appends to the query is let through. */
export const healthRequestSchema = z.object({});
