import * as z from 'zod';

import type { lifecycleEvents } from '../../events/lifecycle-events.ts';
import { responseErrorSchema, usageSchema } from '../schemas/response-schemas.ts';
import { item, text } from './frame-fields.ts';
import type { FrameTable } from './frame-table.ts';

/** What stands in a frame in place of the whole response (`lib/apis/responses/events/lifecycle-events.ts`). */
const summary = {
  response_id: z.string().nullable().meta({ description: "The response's ID.", example: 'resp_abc123' }),
  model: z.string().nullable(),
  status: z.string().nullable().meta({ description: 'What the response is by now.', example: 'in_progress' }),
  usage: usageSchema.nullable(),
  cost_estimate: z.number().nullable().meta({ description: 'USD; null where it is not known.', example: 0.000288 }),
  latency_ms: z.int().meta({ description: 'Milliseconds since the request came.' }),
  incomplete_details: z.looseObject({ reason: z.string().optional() }).nullable(),
  error: responseErrorSchema
    .extend({ hint: text('What to do about it.'), retryable: z.boolean() })
    .nullable()
    .meta({ description: 'Why the response has failed.' }),
  conversation: z.looseObject({ id: z.string() }).nullable(),
  service_tier: z.string().nullable(),
  replayed: z.literal(true).optional().meta({ description: 'The frame was made from the archived result.' }),
} as const;

const resume = z.object({
  method: z.literal('GET'),
  path: z.string().meta({ description: 'Path and query to go on at.' }),
  starting_after: z.int().min(0).nullable().meta({ description: 'Null where it begins anew: no event had come.' }),
});

/** The life of a response, and the stream's own `error`. */
export const lifecycleFrames = {
  'response.created': { description: 'OpenAI has accepted the response.', fields: summary },
  'response.queued': { description: 'The response waits for its turn.', fields: summary },
  'response.in_progress': { description: 'OpenAI has begun with the response.', fields: summary },
  'response.completed': { description: 'The response has ended well, and the stream with it.', fields: summary },
  'response.incomplete': {
    description: 'The response has ended early, and the stream with it: incomplete_details says why.',
    fields: summary,
  },
  'response.failed': {
    description: 'The response has failed, and the stream ends with it: error says why.',
    fields: summary,
  },
  'response.compaction.compacting': { description: 'The context is being compacted.', fields: item },
  error: {
    description:
      "The stream ends in a failure, OpenAI's or this service's. One of OpenAI's may have a response.failed after it.",
    fields: {
      code: text('A code of the error catalogue, or one of OpenAI that it does not know.'),
      message: text('What has happened.'),
      hint: text('What to do about it.'),
      param: z.string().nullable().meta({ description: 'The field at fault.' }),
      retryable: z.boolean().meta({ description: 'Whether the same request may succeed later, unchanged.' }),
      response_id: z.string().nullable(),
      last_sequence: z
        .int()
        .meta({ description: 'The number of the last event that went out; -1 where there was none.' }),
      resume: resume.nullable().meta({ description: 'Where to go on, for background responses.' }),
    },
  },
} as const satisfies FrameTable<
  keyof typeof lifecycleEvents,
  keyof typeof summary | 'hint' | 'retryable' | 'last_sequence' | 'resume'
>;
