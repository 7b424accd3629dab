import * as z from 'zod/mini';
import type { Limits } from '../context/limits.ts';

/** Most patterns of one limit, and most characters of one: all of a principal has to fit into an item of 400 KB several times. */
const PATTERNS = 100;
const PATTERN = /^[\w.:/*-]{1,100}$/;

const kinds = {
  patterns: z
    .array(
      z
        .string()
        .check(z.regex(PATTERN, 'wants names of letters, digits and . _ - : /, where * stands for any characters')),
    )
    .check(z.maxLength(PATTERNS, `takes ${PATTERNS} patterns at most`)),
  count: z.int('wants a whole number').check(z.minimum(0, 'wants 0 or more')),
  rate: z.int('wants a whole number').check(z.minimum(1, 'wants 1 or more; to stop a caller, revoke its keys')),
  dollars: z
    .number('wants a number of US dollars')
    .check(z.minimum(0, 'wants 0 or more US dollars'), z.maximum(1_000_000, 'wants a million US dollars at most')),
  flag: z.boolean('wants true or false'),
} as const;

/** How a limit is written. */
export type LimitKind = keyof typeof kinds;

/** What each limit is. */
export const limitKinds = {
  models: 'patterns',
  tools: 'patterns',
  max_output_tokens: 'rate',
  max_tool_calls: 'count',
  max_image_pixels: 'rate',
  max_images: 'count',
  max_input_bytes: 'rate',
  background: 'flag',
  requests_per_minute: 'rate',
  tokens_per_minute: 'rate',
  usd_per_day: 'dollars',
  usd_per_month: 'dollars',
  allow_unpriced: 'flag',
} as const satisfies Record<keyof Limits, LimitKind>;

export type LimitName = keyof typeof limitKinds;

const shape = {
  models: z.exactOptional(kinds.patterns),
  tools: z.exactOptional(kinds.patterns),
  max_output_tokens: z.exactOptional(kinds.rate),
  max_tool_calls: z.exactOptional(kinds.count),
  max_image_pixels: z.exactOptional(kinds.rate),
  max_images: z.exactOptional(kinds.count),
  max_input_bytes: z.exactOptional(kinds.rate),
  background: z.exactOptional(kinds.flag),
  requests_per_minute: z.exactOptional(kinds.rate),
  tokens_per_minute: z.exactOptional(kinds.rate),
  usd_per_day: z.exactOptional(kinds.dollars),
  usd_per_month: z.exactOptional(kinds.dollars),
  allow_unpriced: z.exactOptional(kinds.flag),
} as const satisfies Record<keyof Limits, z.ZodMiniType>;

/** What is written down: an unknown name is a mistake. */
export const limitsSchema = z.strictObject(shape, {
  error: (issue) =>
    issue.code === 'unrecognized_keys'
      ? `There is no limit ${issue.keys.join(', ')}: the limits are ${Object.keys(shape).join(', ')}`
      : undefined,
});

/** What is read: a newer version may know more names. */
const tolerant = z.object(shape);

/**
 * The limits of an item's text; names that are not known are left out.
 *
 * @throws Error where the text is no JSON, or a limit is not what it should be: nobody may be let in by a limit that is lost
 */
export function limitsOf(text: string): Limits {
  return tolerant.parse(JSON.parse(text));
}
