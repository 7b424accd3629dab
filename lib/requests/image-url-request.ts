import * as z from 'zod';
import { explain } from './problem-text.ts';

const wrongId = explain(
  'Invalid response ID format',
  "Give the 'id' of a response that made images: letters, digits, '_' and '-', at most 128",
);

/** The path of GET /api/responses/{id}/images; what the query says is let through. */
export const imageUrlRequestSchema = z.object({ id: z.string(wrongId).regex(/^[A-Za-z0-9_-]{1,128}$/, wrongId) });

/** A checked request for a response's images. */
export type ImageUrlRequest = z.output<typeof imageUrlRequestSchema>;
