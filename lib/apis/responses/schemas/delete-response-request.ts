import * as z from 'zod';

import { queryBoolean } from '../../../validation/query.ts';
import { responseIdField } from './fields/response-id.ts';

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
