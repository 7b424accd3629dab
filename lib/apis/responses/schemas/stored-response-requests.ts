import * as z from 'zod';

import { queryBoolean } from '../../../validation/query.ts';
import { responseIdField } from './fields/response-id.ts';

/** POST /api/responses/{id}/cancel; what the query says is dropped. */
export const cancelResponseRequest = { path: z.object({ id: responseIdField() }) };

/** A checked request to cancel a response. */
export type CancelResponseRequest = z.output<typeof cancelResponseRequest.path>;

/** DELETE /api/responses/{id}. What else the query says is dropped. */
export const deleteResponseRequest = {
  path: z.object({ id: responseIdField() }),
  query: z.object({
    images: queryBoolean('images').default(false).meta({
      description: "Whether the response's images in S3 are deleted as well.",
      default: false,
      example: true,
    }),
  }),
};

/** A checked request to delete a response. */
export type DeleteResponseRequest = z.output<typeof deleteResponseRequest.path> &
  z.output<typeof deleteResponseRequest.query>;

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
