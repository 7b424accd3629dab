import type { Examples } from '../../../../openapi/operation.ts';
import { answeredImage, usage } from './response-examples.ts';

const delta = {
  id: '4',
  event: 'response.output_text.delta',
  data: {
    item_id: 'msg_abc123',
    output_index: 0,
    content_index: 0,
    delta: 'Waves',
    logprobs: [],
    response_id: 'resp_abc123',
    sequence: 4,
  },
};

const completed = {
  id: '50',
  event: 'response.completed',
  data: {
    response_id: 'resp_abc123',
    model: 'gpt-6.1-terra',
    status: 'completed',
    usage,
    cost_estimate: 0.000288,
    latency_ms: 1290,
    incomplete_details: null,
    error: null,
    conversation: null,
    service_tier: 'default',
    sequence: 50,
  },
};

const failed = {
  event: 'error',
  data: {
    code: 'upstream_connection_lost',
    message: 'The connection to OpenAI broke during the stream.',
    hint: 'Keep the events up to `last_sequence` if you can resume from there; otherwise start the request over.',
    param: null,
    retryable: true,
    response_id: 'resp_abc123',
    last_sequence: 41,
    resume: {
      method: 'GET',
      path: '/api/responses/resp_abc123/stream?starting_after=41',
      starting_after: 41,
    },
    sequence: 42,
  },
};

/** Frames of a stream of text. */
export const textFrameExamples: Examples = {
  delta: { summary: 'A piece of text', value: delta },
  completed: { summary: 'The end', value: completed },
  error: { summary: 'A stream that was cut', value: failed },
};

/** Frames of a stream of images. */
export const imageFrameExamples: Examples = {
  stored: { summary: 'An image is kept', value: { event: 'image.stored', data: answeredImage } },
  completed: { summary: 'The end', value: completed },
};
