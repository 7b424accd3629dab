import type { InputItemListParams } from 'openai/resources/responses/input-items';
import * as z from 'zod';
import { explain } from '../../../validation/problem-text.ts';
import { queryInteger } from '../../../validation/query.ts';
import { includeQueryField, joinInclude } from './fields/include-query.ts';
import { responseIdField } from './fields/response-id.ts';

const order = explain('Invalid order value', 'Send order=asc or order=desc, once');
const after = explain('Invalid after value', 'Send the ID of the last item that came, like after=msg_abc123, once');

/** GET /api/responses/{id}/input-items. What else the query says is dropped. */
export const inputItemsRequest = {
  path: z.object({ id: responseIdField() }),
  query: z.preprocess(
    joinInclude,
    z.object({
      after: z.string({ error: after }).min(1, { error: after }).optional().meta({
        description: 'The item after which the page begins: last_id of the page before.',
        example: 'msg_abc123',
      }),
      include: includeQueryField(),
      limit: queryInteger('limit', 1, 100).optional().meta({
        description: 'Most items on the page.',
        default: 20,
        example: 50,
      }),
      order: z.enum(['asc', 'desc'], { error: order }).optional().meta({
        description: 'Whether the oldest items come first (asc) or the newest (desc).',
        default: 'desc',
        example: 'asc',
      }),
    } satisfies Record<keyof InputItemListParams, z.ZodType>),
  ),
};

/** A checked request for a page of a response's input items. */
export type InputItemsRequest = z.output<typeof inputItemsRequest.path> & z.output<typeof inputItemsRequest.query>;
