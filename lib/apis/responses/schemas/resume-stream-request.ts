import type { ResponseRetrieveParams } from 'openai/resources/responses/responses';
import * as z from 'zod';
import { queryBoolean, queryInteger } from '../../../validation/query.ts';
import type { CheckedRequest } from '../../../validation/request-schemas.ts';
import { includeQueryField, joinInclude } from './fields/include-query.ts';
import { responseIdField } from './fields/response-id.ts';

/** The number before that of the first event. */
const BEGINNING = -1;

function lastEventIdField() {
  return z
    .preprocess((value) => (value === '' ? undefined : value), queryInteger('last-event-id', BEGINNING).optional())
    .optional()
    .meta({
      description:
        'The header with which an EventSource says which frame came last: its id, a sequence number, or -1 for none. Goes before starting_after.',
      example: 41,
    });
}

/** GET /api/responses/{id}/stream. What else the query says is dropped. */
export const resumeStreamRequest = {
  path: z.object({ id: responseIdField() }),
  headers: z.object({ 'last-event-id': lastEventIdField() }),
  query: z.preprocess(
    joinInclude,
    z.object({
      include: includeQueryField(),
      include_obfuscation: queryBoolean('include_obfuscation').optional().meta({
        description: 'Whether deltas are padded to hide their length; false saves bandwidth.',
        default: true,
        example: false,
      }),
      starting_after: queryInteger('starting_after', BEGINNING).optional().meta({
        description:
          'The sequence number of the last event that came: the stream goes on after it; -1 is from the first event.',
        example: 41,
      }),
    } satisfies Record<Exclude<keyof ResponseRetrieveParams, 'stream'>, z.ZodType>),
  ),
};

type PathAndQuery = z.output<typeof resumeStreamRequest.path> & z.output<typeof resumeStreamRequest.query>;

/** A checked request to go on with a stream; without `startingAfter`, from its beginning. */
export interface ResumeStreamRequest extends Omit<PathAndQuery, 'starting_after'> {
  readonly startingAfter?: number;
}

/** The request of its parts, where header and query may both say after which event the stream goes on. */
export function resumedFrom(request: CheckedRequest<typeof resumeStreamRequest>): ResumeStreamRequest {
  const { path, headers, query } = request;
  const { starting_after, ...rest } = query;
  // The header first: an EventSource that reconnects repeats its first URL, and the header is the newer of the two.
  const startingAfter = headers['last-event-id'] ?? starting_after;
  return { ...path, ...rest, ...(startingAfter !== undefined && startingAfter !== BEGINNING && { startingAfter }) };
}
