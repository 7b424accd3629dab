import * as z from 'zod';

import { responseIdField } from './fields/response-id.ts';

/** POST /api/responses/{id}/cancel; what the query says is dropped. */
export const cancelResponseRequest = { path: z.object({ id: responseIdField() }) };

/** A checked request to cancel a response. */
export type CancelResponseRequest = z.output<typeof cancelResponseRequest.path>;
