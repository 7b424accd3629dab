import * as z from 'zod';

/** `get-openapi` takes nothing; what the query says is let through. */
export const openapiRequestSchema = z.object({});
