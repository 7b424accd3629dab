import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import * as z from 'zod';

import { boundedArray } from '../../../validation/bounded-array.ts';
import { boundedInteger, boundedNumber } from '../../../validation/bounded-number.ts';
import { explain } from '../../../validation/problem-text.ts';
import type { OptionalField } from '../../../validation/sparse-object.ts';
import { audioField } from './fields/audio.ts';
import { conversationField } from './fields/conversation.ts';
import { includeField } from './fields/include.ts';
import { inputField } from './fields/input.ts';
import { metadataField } from './fields/metadata.ts';
import { promptField } from './fields/prompt.ts';
import { reasoningField } from './fields/reasoning.ts';
import {
  accessProgramsField,
  backgroundOptionsField,
  contextManagementField,
  imageField,
  moderationField,
  promptCacheOptionsField,
  streamOptionsField,
} from './fields/structures.ts';
import { textField } from './fields/text.ts';
import { toolChoiceField } from './fields/tool-choice.ts';
import { toolSchema } from './tools/tool.ts';

const text = () => z.string();
const flag = () => z.boolean();
const instructions = explain(
  "'instructions' must be a string",
  'Send the system message as a string; several messages go into input with the role system or developer',
);
const modalities = explain('modalities array cannot be empty', "Send ['text'], ['audio'] or both, or omit the field");

/**
 * `stream`, which the path decides: a body may repeat it, but not contradict it.
 *
 * @param streamed what the endpoint does; left out, either is taken
 * @param error what to say to a contradiction
 */
export function streamField(streamed?: boolean, error?: string) {
  return flag()
    .nullish()
    .refine((stream) => streamed === undefined || typeof stream !== 'boolean' || stream === streamed, error)
    .meta({
      description: 'The path decides whether the answer is streamed; this may repeat it.',
      example: streamed ?? false,
    });
}

/**
 * The fields of a text request: all that OpenAI takes, `modalities` and `audio`. The type at the end is the drift check: an SDK
 * that adds a parameter, or a field lost or invented here, fails the type check.
 */
export const textFields = {
  access_programs: accessProgramsField,
  audio: audioField,
  background: () =>
    flag().nullish().meta({
      description: 'Answer at once and let the response finish by itself; poll it by its ID. Needs store.',
      default: false,
      example: true,
    }),
  background_options: backgroundOptionsField,
  context_management: contextManagementField,
  conversation: conversationField,
  image: imageField,
  include: includeField,
  input: inputField,
  instructions: () =>
    // Items are what OpenAI's answers name here where a prompt brought them.
    z
      .union([text(), boundedArray(z.looseObject({}))], { error: instructions })
      .nullish()
      .meta({
        description: 'The system message. Not carried over from a previous response.',
        example: 'Answer in one sentence.',
      }),
  max_output_tokens: () =>
    boundedInteger('max_output_tokens', 16).nullish().meta({
      description: 'Most tokens to generate, reasoning included.',
      example: 1024,
    }),
  max_tool_calls: () =>
    z.int().nullish().meta({ description: 'Most calls to built-in tools, over all tools.', example: 5 }),
  metadata: metadataField,
  modalities: () =>
    boundedArray(z.enum(['text', 'audio']))
      .min(1, { error: modalities })
      .optional()
      .meta({ description: 'What the model answers in.', default: ['text'], example: ['text', 'audio'] }),
  model: () =>
    text().min(1).optional().meta({
      description: 'The model to answer. Left out, the deployment decides (OPENAI_DEFAULT_MODEL).',
      example: 'gpt-6.1-terra',
    }),
  moderation: moderationField,
  parallel_tool_calls: () =>
    flag().nullish().meta({
      description: 'Whether the model may call several tools at once.',
      default: true,
      example: false,
    }),
  previous_response_id: () =>
    text().min(1).nullish().meta({
      description: 'The stored response that this one continues. Excludes conversation.',
      example: 'resp_abc123',
    }),
  prompt: promptField,
  prompt_cache_key: () =>
    text().nullish().meta({
      description: 'Requests with the same key and beginning share cached input.',
      example: 'support-bot',
    }),
  prompt_cache_options: promptCacheOptionsField,
  prompt_cache_retention: () =>
    z.enum(['in_memory', '24h']).nullish().meta({
      description: 'How long cached input is kept. Replaced by prompt_cache_options.ttl.',
      deprecated: true,
      example: '24h',
    }),
  reasoning: reasoningField,
  safety_identifier: () =>
    text().max(128).nullish().meta({
      description: 'A stable, hashed identifier of the end user, at most 128 characters.',
      example: 'user_5f4dcc3b',
    }),
  service_tier: () =>
    z.enum(['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast']).nullish().meta({
      description: 'How fast, and at what price, OpenAI serves the request.',
      default: 'auto',
      example: 'flex',
    }),
  store: () =>
    flag().nullish().meta({
      description: 'Whether OpenAI keeps the response for later retrieval. True with background.',
      default: false,
      example: true,
    }),
  stream: () => streamField(),
  stream_options: streamOptionsField,
  temperature: () =>
    boundedNumber('temperature', 0, 2).nullish().meta({
      description: 'Randomness: 0 is focused, 2 is wild. Change this or top_p, not both.',
      default: 1,
      example: 0.7,
    }),
  text: textField,
  tool_choice: toolChoiceField,
  tools: () =>
    boundedArray(toolSchema())
      .nullish()
      .meta({
        description: "Tools that the model may call: OpenAI's own, MCP servers, and functions of the caller's own.",
        example: [{ type: 'web_search' }],
      }),
  top_logprobs: () =>
    boundedInteger('top_logprobs', 0, 20).nullish().meta({
      description: 'How many likely tokens to name at each position.',
      example: 3,
    }),
  top_p: () =>
    boundedNumber('top_p', 0, 1).nullish().meta({
      description:
        'Nucleus sampling: only the tokens that make up this share of probability. Change this or temperature.',
      default: 1,
      example: 0.9,
    }),
  truncation: () =>
    z.enum(['auto', 'disabled']).nullish().meta({
      description: 'Whether input too long for the model is cut at its beginning (auto) or refused (disabled).',
      deprecated: true,
      default: 'disabled',
      example: 'auto',
    }),
  user: () =>
    text().nullish().meta({
      description: 'The end user. Replaced by safety_identifier and prompt_cache_key.',
      deprecated: true,
      example: 'user-1234',
    }),
} as const satisfies Record<keyof ResponseCreateParams | 'audio' | 'modalities', () => OptionalField>;
