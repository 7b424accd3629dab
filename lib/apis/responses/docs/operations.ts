import type { AnswerHeader } from '../../../openapi/headers.ts';
import type { Operation } from '../../../openapi/operation.ts';
import { created, events, json, upstreamHeaders } from '../../../openapi/successes.ts';
import { inputItemsRequest } from '../schemas/input-items-request.ts';
import { resumeStreamRequest } from '../schemas/resume-stream-request.ts';
import { retrieveResponseRequest } from '../schemas/retrieve-response-request.ts';
import { cancelResponseRequest, deleteResponseRequest, imageUrlRequest } from '../schemas/stored-response-requests.ts';
import { imageFrameExamples, textFrameExamples } from './examples/frame-examples.ts';
import * as request from './examples/request-examples.ts';
import * as answer from './examples/response-examples.ts';
import { imageFrameSchema, textFrameSchema } from './frames/frame-schemas.ts';
import * as schema from './schemas/answer-schemas.ts';
import { imageListSchema, imageResponseSchema, retrievedResponseSchema } from './schemas/image-schemas.ts';
import { bodies } from './schemas/request-schemas.ts';
import { responseSchema } from './schemas/response-schemas.ts';

const source = 'x-response-source' as const satisfies AnswerHeader;
const queued = 'The background response, queued.';

/** What the OpenAPI document says of the Responses API. */
export const responsesOperations = {
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
    successes: { 200: events(textFrameSchema, { examples: textFrameExamples }) },
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
    successes: { 200: events(imageFrameSchema, { examples: imageFrameExamples }) },
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
    successes: {
      200: events(imageFrameSchema, { examples: textFrameExamples, headers: [...upstreamHeaders, source] }),
    },
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
} as const satisfies Readonly<Record<string, Operation>>;
