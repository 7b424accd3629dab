import * as z from 'zod';

import { usageSchema } from './response-schemas.ts';

/** The answer of `delete-response`. */
export const deletedSchema = z
  .object({
    id: z.string().meta({ example: 'resp_abc123' }),
    object: z.literal('response'),
    deleted: z.literal(true),
  })
  .meta({ id: 'Deleted', description: 'What was deleted.' });

const inputItem = z.looseObject({ type: z.string().optional(), id: z.string().optional() });

/** The answer of `list-input-items`, OpenAI's. */
export const inputItemsSchema = z
  .looseObject({
    object: z.literal('list'),
    data: z.array(inputItem).meta({ description: 'The items of the page.' }),
    first_id: z.string().nullish(),
    last_id: z.string().nullish().meta({ description: 'What the next page begins `after`.' }),
    has_more: z.boolean(),
  })
  .meta({ id: 'InputItems', description: 'A page of input items.' });

/** The answer of `count-input-tokens`, OpenAI's. */
export const inputTokensSchema = z
  .looseObject({
    object: z.literal('response.input_tokens'),
    input_tokens: z.int().min(0).meta({ example: 12 }),
  })
  .meta({ id: 'InputTokens', description: 'A count of tokens.' });

/** The answer of `compact-response`, OpenAI's. */
export const compactedSchema = z
  .looseObject({
    id: z.string(),
    object: z.literal('response.compaction'),
    created_at: z.number().meta({ description: 'Seconds since 1970.' }),
    output: z
      .array(z.looseObject({ type: z.string() }))
      .meta({ description: 'Items to send as the next input, in place of the conversation.' }),
    usage: usageSchema.nullish(),
  })
  .meta({ id: 'Compaction', description: 'A conversation as fewer items.' });

/** The answer of `receive-webhook`. */
export const webhookAnswerSchema = z
  .object({
    received: z.literal(true),
    result: z.enum(['settled', 'duplicate', 'accepted']).meta({ description: 'What was done about the delivery.' }),
  })
  .meta({ id: 'WebhookAnswer', description: 'What was done about a delivery.' });

/** The answer of `health`. */
export const healthSchema = z
  .object({
    status: z.literal('ok'),
    runtime: z.string().meta({ description: "Node's version.", example: 'v24.21.0' }),
  })
  .meta({ id: 'Health', description: 'That the function answers.' });

/** The answer of `get-openapi`: this very document. */
export const documentSchema = z
  .looseObject({
    openapi: z.string().meta({ example: '3.1.1' }),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.looseObject({}),
  })
  .meta({ id: 'OpenApi', description: 'This document.' });
