import * as z from 'zod';
import type { Limits } from '../context/limits.ts';

/** Most patterns of one limit, and most characters of one: all of a principal has to fit into an item of 400 KB several times. */
const PATTERNS = 100;
const PATTERN = /^[\w.:/*-]{1,100}$/;

const kinds = {
  patterns: z
    .array(z.string().regex(PATTERN, 'wants names of letters, digits and . _ - : /, where * stands for any characters'))
    .max(PATTERNS, `takes ${PATTERNS} patterns at most`),
  count: z.int('wants a whole number').min(0, 'wants 0 or more'),
  rate: z.int('wants a whole number').min(1, 'wants 1 or more; to stop a caller, revoke its keys'),
  dollars: z
    .number('wants a number of US dollars')
    .min(0, 'wants 0 or more US dollars')
    .max(1_000_000, 'wants a million US dollars at most'),
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
  models: kinds.patterns.exactOptional(),
  tools: kinds.patterns.exactOptional(),
  max_output_tokens: kinds.rate.exactOptional(),
  max_tool_calls: kinds.count.exactOptional(),
  max_image_pixels: kinds.rate.exactOptional(),
  max_images: kinds.count.exactOptional(),
  max_input_bytes: kinds.rate.exactOptional(),
  background: kinds.flag.exactOptional(),
  requests_per_minute: kinds.rate.exactOptional(),
  tokens_per_minute: kinds.rate.exactOptional(),
  usd_per_day: kinds.dollars.exactOptional(),
  usd_per_month: kinds.dollars.exactOptional(),
  allow_unpriced: kinds.flag.exactOptional(),
} as const satisfies Record<keyof Limits, z.ZodType>;

/** What is written down: an unknown name is a mistake. */
export const limitsSchema = z.strictObject(shape);

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
