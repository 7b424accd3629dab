import * as z from 'zod';

import { boundedNumber } from '../../validation/bounded-number.ts';
import { explain } from '../../validation/problem-text.ts';

/** As many as two hex digits can name. */
const SHARDS = 256;
/** A function's deadline, 900 s, less a minute to end what has begun. */
const LONGEST_WINDOW_SECONDS = 840;

const shards = explain(
  'Invalid shards value',
  `Send shards as an array of 1 to ${SHARDS} different names of two lower-case hex digits, like ['00', '7f']`,
);

/** The event of the schedule that polls background responses; what EventBridge adds to it is dropped. */
export const pollEventSchema = z.object({
  shards: z
    .array(z.string({ error: shards }).regex(/^[0-9a-f]{2}$/, { error: shards }), { error: shards })
    .min(1, { error: shards })
    .max(SHARDS, { error: shards })
    .refine((names) => new Set(names).size === names.length, { error: shards })
    .meta({ description: 'Which shards of the background records to poll.', example: ['00', '7f'] }),
  window_seconds: boundedNumber('window_seconds', 0, LONGEST_WINDOW_SECONDS).default(50).meta({
    description: 'How many seconds to go on polling while anything is pending; 0 polls once.',
    example: 50,
  }),
  linger: z.boolean().default(false).meta({
    description: 'Whether to stay for all of the window, so that what starts meanwhile is settled within seconds.',
    example: true,
  }),
  scheduled_at: z.string().optional().catch(undefined).meta({
    description:
      'When it was due, as EventBridge writes it; one that comes a minute late, after throttles, polls once.',
    example: '2026-11-22T12:00:00Z',
  }),
});

/** A checked event of the schedule. */
export type PollEvent = z.output<typeof pollEventSchema>;
