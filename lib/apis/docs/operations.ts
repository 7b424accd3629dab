import * as z from 'zod';

import type { OwnEndpointName } from '../../endpoints/table.ts';
import type { AnswerHeader } from '../../openapi/headers.ts';
import type { Operation, Success } from '../../openapi/operation.ts';
import { imageFrameExamples, textFrameExamples } from '../responses/docs/examples/frame-examples.ts';
import * as request from '../responses/docs/examples/request-examples.ts';
import * as answer from '../responses/docs/examples/response-examples.ts';
import { imageFrameSchema, textFrameSchema } from '../responses/docs/frames/frame-schemas.ts';
import * as schema from '../responses/docs/schemas/answer-schemas.ts';
import {
  imageListSchema,
  imageResponseSchema,
  retrievedResponseSchema,
} from '../responses/docs/schemas/image-schemas.ts';
import { bodies } from '../responses/docs/schemas/request-schemas.ts';
import { responseSchema } from '../responses/docs/schemas/response-schemas.ts';
import { webhookHeadersSchema } from '../responses/docs/schemas/webhook-headers.ts';
import { inputItemsRequest } from '../responses/schemas/input-items-request.ts';
import { resumeStreamRequest } from '../responses/schemas/resume-stream-request.ts';
import { retrieveResponseRequest } from '../responses/schemas/retrieve-response-request.ts';
import {
  cancelResponseRequest,
  deleteResponseRequest,
  imageUrlRequest,
} from '../responses/schemas/stored-response-requests.ts';
import { usageAnswerSchema, usageAnswers } from '../service/docs/usage-answer.ts';
import { getUsageRequest } from '../service/schemas/get-usage-request.ts';

const upstreamHeaders = ['x-openai-request-id', 'server-timing'] as const satisfies readonly AnswerHeader[];
const created = [...upstreamHeaders, 'x-estimated-cost-usd', 'x-request-warnings', 'x-model-shutdown'] as const;
const source = 'x-response-source' as const satisfies AnswerHeader;
const queued = 'The background response, queued.';

const json = (description: string, body: z.ZodType, more: Partial<Success> = {}): Success => ({
  description,
  contentType: 'application/json',
  schema: body,
  ...more,
});

const events = (more: Partial<Success> = {}): Success => ({
  description: 'The stream. `: keep-alive` is sent every 15 seconds of silence; exactly one frame ends it.',
  contentType: 'text/event-stream',
  schema: textFrameSchema,
  headers: [...upstreamHeaders, 'x-request-warnings', 'x-model-shutdown'],
  examples: textFrameExamples,
  ...more,
});

const page = (description: string): Success => ({ description, contentType: 'text/html', schema: z.string() });

/** What the document says of each endpoint. A row of the endpoint table without one here does not compile. */
export const operations = {
  'create-text': {
    tag: 'Responses',
    description: 'An unknown field is an error; inside `input` and `tools` what is not known goes through untouched.',
    request: { body: bodies.text },
    examples: request.textExamples,
    successes: {
      200: json('The response.', responseSchema, { headers: created, examples: answer.textAnswers }),
      202: json(queued, responseSchema, { headers: [...created, 'location'], examples: answer.queuedAnswers }),
    },
  },
  'stream-text': {
    tag: 'Responses',
    description: 'What fails before the first event is an error body with its status; later it is an `error` frame.',
    request: { body: bodies.textStream },
    examples: request.textStreamExamples,
    successes: { 200: events() },
  },
  'create-image': {
    tag: 'Images',
    description:
      'A text request whose image fields become the image_generation tool. Answers without an image succeed.',
    request: { body: bodies.image },
    examples: request.imageExamples,
    successes: {
      200: json('The response.', imageResponseSchema, { headers: created, examples: answer.imageAnswers }),
      202: json(queued, imageResponseSchema, {
        headers: [...created, 'location'],
        examples: answer.queuedImageAnswers,
      }),
    },
  },
  'stream-image': {
    tag: 'Images',
    description: 'The events of a stream of text, and `image.stored` or `image.store_failed` after each image.',
    request: { body: bodies.imageStream },
    examples: request.imageStreamExamples,
    successes: { 200: events({ schema: imageFrameSchema, examples: imageFrameExamples }) },
  },
  'get-image-url': {
    tag: 'Images',
    request: imageUrlRequest,
    successes: { 200: json('The images.', imageListSchema, { examples: answer.imageListAnswers }) },
  },
  'retrieve-response': {
    tag: 'Background',
    request: retrieveResponseRequest,
    successes: {
      200: json('The response.', retrievedResponseSchema, {
        headers: [...upstreamHeaders, source, 'x-estimated-cost-usd', 'x-request-warnings'],
        examples: answer.retrievedAnswers,
      }),
    },
  },
  'delete-response': {
    tag: 'Background',
    request: deleteResponseRequest,
    successes: {
      200: json('It is gone.', schema.deletedSchema, { headers: upstreamHeaders, examples: answer.deletedAnswers }),
    },
  },
  'cancel-response': {
    tag: 'Background',
    description: 'One that has ended stays as it is, and is answered.',
    request: cancelResponseRequest,
    successes: {
      200: json('The response.', retrievedResponseSchema, {
        headers: [...upstreamHeaders, source, 'x-estimated-cost-usd'],
        examples: answer.retrievedAnswers,
      }),
    },
  },
  'resume-stream': {
    tag: 'Background',
    description:
      'From OpenAI while it replays the stream, with `image.stored` after each image as before; else played from the archived result, or from the response as OpenAI has it.',
    request: resumeStreamRequest,
    successes: { 200: events({ schema: imageFrameSchema, headers: [...upstreamHeaders, source] }) },
  },
  'list-input-items': {
    tag: 'Responses',
    request: inputItemsRequest,
    successes: {
      200: json('A page of items.', schema.inputItemsSchema, {
        headers: upstreamHeaders,
        examples: answer.inputItemsAnswers,
      }),
    },
  },
  'count-input-tokens': {
    tag: 'Responses',
    request: { body: bodies.inputTokens },
    examples: request.inputTokensExamples,
    successes: {
      200: json('The count.', schema.inputTokensSchema, {
        headers: upstreamHeaders,
        examples: answer.inputTokensAnswers,
      }),
    },
  },
  'compact-response': {
    tag: 'Responses',
    request: { body: bodies.compact },
    examples: request.compactExamples,
    successes: {
      200: json('The items.', schema.compactedSchema, {
        headers: [...upstreamHeaders, 'x-estimated-cost-usd', 'x-model-shutdown'],
        examples: answer.compactedAnswers,
      }),
    },
  },
  'receive-webhook': {
    tag: 'Webhooks',
    description: 'For OpenAI alone: a delivery is signed with the secret of the webhook, and at most five minutes old.',
    request: { headers: webhookHeadersSchema, body: bodies.webhook },
    examples: request.webhookExamples,
    successes: {
      200: json('The delivery is taken.', schema.webhookAnswerSchema, { examples: answer.webhookAnswers }),
    },
  },
  'get-openapi': {
    tag: 'Service',
    request: {},
    successes: { 200: json('This document.', schema.documentSchema) },
  },
  'show-api-docs': {
    tag: 'Service',
    request: {},
    successes: { 200: page('The page; its own files are beside it.') },
  },
  'show-playground': {
    tag: 'Service',
    description: 'A deployment may be without it.',
    request: {},
    successes: { 200: page('The page; its own files are beside it.') },
  },
  health: {
    tag: 'Service',
    request: {},
    successes: { 200: json('It answers.', schema.healthSchema, { examples: answer.healthAnswers }) },
  },
  'get-usage': {
    tag: 'Service',
    description:
      "The caller's own; everybody's for a caller who is marked as admin. Days are UTC, and both ends are included: at most 92.",
    request: getUsageRequest,
    successes: { 200: json('The sums.', usageAnswerSchema, { examples: usageAnswers }) },
  },
} as const satisfies Record<OwnEndpointName, Operation>;
