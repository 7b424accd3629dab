import type { Examples } from '../../../../openapi/operation.ts';

/** A count of tokens. */
export const usage = {
  input_tokens: 8,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 56,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 64,
};

const started = {
  id: 'resp_abc123',
  object: 'response',
  created_at: 1_795_000_000,
  model: 'gpt-6.1-terra',
  error: null,
  incomplete_details: null,
  metadata: {},
};

const haiku = 'Waves keep time, and no one winds them.';

const message = {
  id: 'msg_abc123',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: haiku, annotations: [] }],
};

const textResponse = {
  ...started,
  status: 'completed',
  output: [message],
  usage,
  output_text: haiku,
  output_tool_calls: [],
};

const call = {
  id: 'fc_abc123',
  type: 'function_call',
  status: 'completed',
  call_id: 'call_abc123',
  name: 'get_weather',
  arguments: '{"city":"Oslo"}',
};

const image = {
  id: 'ig_abc123',
  content_type: 'image/png',
  bytes: 229_909,
  width: 1024,
  height: 1024,
  size: '1024x1024',
  quality: 'high',
  background: 'opaque',
  url: 'https://bucket.s3.amazonaws.com/images/2026/11/22/resp_abc123/ig_abc123.png?X-Amz-Algorithm=AWS4-HMAC-SHA256',
  expires_at: '2026-11-22T18:34:26.000Z',
  key: 'images/2026/11/22/resp_abc123/ig_abc123.png',
};

/** An entry of `images[]`. */
export const answeredImage = { ...image, revised_prompt: 'Rolling hills under a low sun.' };

/** Answers of `create-text`. */
export const textAnswers: Examples = {
  text: { summary: 'Text', value: textResponse },
  call: {
    summary: 'A function to be called',
    value: {
      ...started,
      status: 'completed',
      output: [call],
      usage,
      output_text: '',
      output_tool_call: call,
      output_tool_calls: [call],
    },
  },
};

/** Answers with 202. */
export const queuedAnswers: Examples = {
  queued: {
    summary: 'A background response',
    value: { ...started, status: 'queued', background: true, output: [], output_text: '', output_tool_calls: [] },
  },
};

/** The same of images. */
export const queuedImageAnswers: Examples = {
  queued: {
    summary: 'A background response',
    value: {
      ...started,
      status: 'queued',
      background: true,
      output: [],
      output_text: '',
      output_tool_calls: [],
      images: [],
    },
  },
};

/** Answers of `create-image`. */
export const imageAnswers: Examples = {
  url: {
    summary: 'An image, as a URL',
    value: {
      ...started,
      status: 'completed',
      output: [{ id: image.id, type: 'image_generation_call', status: 'completed' }],
      usage,
      output_text: image.url,
      output_tool_calls: [{ id: image.id, call_id: image.id, type: 'image_generation_call', status: 'completed' }],
      images: [answeredImage],
    },
  },
};

/** Answers of `get-image-url`. */
export const imageListAnswers: Examples = {
  images: {
    summary: 'One image',
    value: {
      response_id: 'resp_abc123',
      images: [{ ...image, model: 'gpt-6.1-terra', created_at: '2026-11-22T17:34:20.000Z' }],
    },
  },
};

/** Answers of `retrieve-response` and `cancel-response`. */
export const retrievedAnswers: Examples = {
  text: { summary: 'A response', value: textResponse },
  cancelled: {
    summary: 'A cancelled response',
    value: { ...started, status: 'cancelled', background: true, output: [], output_text: '', output_tool_calls: [] },
  },
};

/** Answers of the smaller endpoints. */
export const deletedAnswers: Examples = {
  deleted: { summary: 'Gone', value: { id: 'resp_abc123', object: 'response', deleted: true } },
};

export const inputItemsAnswers: Examples = {
  page: {
    summary: 'The only page',
    value: {
      object: 'list',
      data: [
        {
          id: 'msg_abc122',
          type: 'message',
          role: 'user',
          status: 'completed',
          content: [{ type: 'input_text', text: 'Write a haiku about the sea' }],
        },
      ],
      first_id: 'msg_abc122',
      last_id: 'msg_abc122',
      has_more: false,
    },
  },
};

export const inputTokensAnswers: Examples = {
  count: { summary: 'A count', value: { object: 'response.input_tokens', input_tokens: 8 } },
};

export const compactedAnswers: Examples = {
  items: {
    summary: 'Fewer items',
    value: {
      id: 'resp_abc124',
      object: 'response.compaction',
      created_at: 1_795_000_000,
      output: [{ id: 'cmp_abc123', type: 'compaction', encrypted_content: 'gAAAAABl…' }],
      usage,
    },
  },
};

export const webhookAnswers: Examples = {
  settled: { summary: 'Its response is settled', value: { received: true, result: 'settled' } },
};

export const healthAnswers: Examples = {
  ok: { summary: 'It answers', value: { status: 'ok', runtime: 'v24.21.0' } },
};
