import type { ResponseRetrieveParams } from 'openai/resources/responses/responses';
import * as z from 'zod';
import { queryBoolean, queryInteger } from '../../../validation/query.ts';
import { includeQueryField, joinInclude } from './fields/include-query.ts';
import { responseIdField } from './fields/response-id.ts';

/** The number before that of the first event. */
const BEGINNING = -1;

/** The header of that name, as the endpoint hands it over. */
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

/** The path, the query and the `last-event-id` header of GET /api/responses/{id}/stream. What else comes is dropped. */
export const resumeStreamRequestSchema = z
  .preprocess(
    joinInclude,
    z.object({
      id: responseIdField(),
      include: includeQueryField(),
      include_obfuscation: queryBoolean('include_obfuscation').optional().meta({
        description: 'Whether deltas are padded to hide their length; false saves bandwidth.',
        default: true,
        example: false,
      }),
      'last-event-id': lastEventIdField(),
      starting_after: queryInteger('starting_after', BEGINNING).optional().meta({
        description:
          'The sequence number of the last event that came: the stream goes on after it; -1 is from the first event.',
        example: 41,
      }),
    } satisfies Record<'id' | 'last-event-id' | Exclude<keyof ResponseRetrieveParams, 'stream'>, z.ZodType>),
  )
  .transform(({ 'last-event-id': lastEventId, starting_after, ...request }) => {
    // The header first: an EventSource that reconnects repeats its first URL, and the header is the newer of the two.
    const startingAfter = lastEventId ?? starting_after;
    return { ...request, ...(startingAfter !== undefined && startingAfter !== BEGINNING && { startingAfter }) };
  });

/** A checked request to go on with a stream; without `startingAfter`, from its beginning. */
export type ResumeStreamRequest = z.output<typeof resumeStreamRequestSchema>;
