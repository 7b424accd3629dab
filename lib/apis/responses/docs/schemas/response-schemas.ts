import * as z from 'zod';

import type { TextAnswer } from '../../answers/text-answer.ts';

/** Known names, and whatever OpenAI adds to them. */
function open(names: readonly [string, ...string[]]) {
  return z.union([z.enum(names), z.string()]);
}

const count = (description: string) => z.int().min(0).meta({ description });

/** OpenAI's count of tokens. */
export const usageSchema = z
  .looseObject({
    input_tokens: count('Tokens of the input, cached ones included.'),
    input_tokens_details: z.looseObject({ cached_tokens: count('Read from the cache.').optional() }).nullish(),
    output_tokens: count('Tokens of the output, reasoning included.'),
    output_tokens_details: z.looseObject({ reasoning_tokens: count('Spent on reasoning.').optional() }).nullish(),
    total_tokens: count('Both together.'),
  })
  .meta({ id: 'Usage', description: "OpenAI's count of tokens." });

/** Why a response has failed. */
export const responseErrorSchema = z.looseObject({ code: z.string(), message: z.string() });

const toolCallSchema = z
  .looseObject({
    type: z.string().meta({ example: 'function_call' }),
    call_id: z.string().meta({ description: "The call's ID, or its item's where OpenAI gives the type none." }),
  })
  .meta({ id: 'ToolCall', description: 'A tool call, with the fields of its type.' });

/** What this service puts beside OpenAI's own fields. */
const added = {
  output_text: z.string().meta({
    description: 'All text of the answer; of an image, its data URI or URL. Empty where there is none.',
    example: 'Waves keep time, and no one winds them.',
  }),
  output_tool_call: toolCallSchema.optional().meta({ description: 'The first of output_tool_calls.' }),
  output_tool_calls: z.array(toolCallSchema).meta({ description: 'Every tool call, in order.' }),
} as const satisfies { [Field in Extract<keyof TextAnswer, `output_${string}`>]-?: z.ZodType };

const own = {
  id: z.string().meta({ description: "The response's ID.", example: 'resp_abc123' }),
  object: z.literal('response'),
  created_at: z.number().meta({ description: 'Seconds since 1970.', example: 1_795_000_000 }),
  status: open(['completed', 'failed', 'in_progress', 'cancelled', 'queued', 'incomplete']).meta({
    description: 'What the response is by now.',
  }),
  model: z.string().meta({ description: 'The model that answered.', example: 'gpt-6.1-terra' }),
  output: z.array(z.looseObject({ type: z.string() })).meta({
    description: 'Messages, reasoning and tool calls, in order and as OpenAI sends them.',
  }),
  usage: usageSchema.nullish(),
  error: responseErrorSchema.nullish().meta({ description: 'Why the response has failed.' }),
  incomplete_details: z
    .looseObject({ reason: z.string().optional() })
    .nullish()
    .meta({ description: 'Why the response has ended early.' }),
  background: z.boolean().nullish(),
  conversation: z.looseObject({ id: z.string() }).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  previous_response_id: z.string().nullish(),
  service_tier: z.string().nullish(),
} as const satisfies { [Field in keyof TextAnswer]?: z.ZodType };

/** OpenAI's response as it came, with what this service puts beside it. */
export const responseSchema = z.looseObject({ ...own, ...added }).meta({
  id: 'Response',
  description: "OpenAI's response as it came, and beside it its text and its tool calls.",
});

/** A response that may come from the archive, which knows of a lost one only what was known when it started. */
export const retrievedSchema = z.looseObject({
  ...z.looseObject(own).partial().shape,
  ...added,
  status: open(['completed', 'failed', 'in_progress', 'cancelled', 'queued', 'incomplete', 'lost', 'expired']).meta({
    description:
      "OpenAI's status, or an archive's word: `lost`, or `expired` after 24 hours, or 6 days without an answer from OpenAI.",
  }),
});
