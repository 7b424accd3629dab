import * as z from 'zod';

import { responseIdField } from './fields/response-id.ts';

/** GET /api/responses/{id}/images; what the query says is let through. */
export const imageUrlRequest = {
  path: z.object({
    id: responseIdField(
      "Give the 'id' of a response that made images: letters, digits, '_', '-', '.' and '=', at most 512",
    ),
  }),
};

/** A checked request for a response's images. */
export type ImageUrlRequest = z.output<typeof imageUrlRequest.path>;
