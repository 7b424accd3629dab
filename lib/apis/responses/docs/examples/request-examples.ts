import type { Examples } from '../../../../openapi/operation.ts';

const text: Examples = {
  short: { summary: 'A question', value: { input: 'Write a haiku about the sea' } },
  settings: {
    summary: 'Instructions, length and effort',
    value: {
      input: 'Why is the sky blue?',
      instructions: 'Answer in one sentence.',
      max_output_tokens: 1024,
      reasoning: { effort: 'low', summary: 'auto' },
      metadata: { order: '4711' },
    },
  },
  conversation: {
    summary: 'Messages, with a picture',
    value: {
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is on this picture?' },
            { type: 'input_image', image_url: 'https://example.com/valley.png', detail: 'auto' },
          ],
        },
      ],
    },
  },
  function: {
    summary: 'A function of your own',
    value: {
      input: 'What is the weather in Oslo?',
      tools: [
        {
          type: 'function',
          name: 'get_weather',
          parameters: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
          strict: true,
        },
      ],
    },
  },
  code: {
    summary: 'The code interpreter, with its output',
    value: {
      input: 'Plot the tides of a day.',
      tools: [{ type: 'code_interpreter', container: { type: 'auto' } }],
      include: ['code_interpreter_call.outputs'],
    },
  },
  structured: {
    summary: 'An answer that fits a JSON schema',
    value: {
      input: 'Name three seas.',
      text: {
        format: {
          type: 'json_schema',
          name: 'seas',
          strict: true,
          schema: {
            type: 'object',
            properties: { seas: { type: 'array', items: { type: 'string' } } },
            required: ['seas'],
            additionalProperties: false,
          },
        },
      },
    },
  },
};

const backgroundExample: Examples = {
  background: {
    summary: 'In the background: answered at once, with 202',
    value: { input: 'Count the waves.', background: true },
  },
};

const images: Examples = {
  short: {
    summary: 'An image, as a URL',
    value: { input: 'A valley at sunset.', image_delivery: 'url', image_size: '1024x1024' },
  },
  settings: {
    summary: 'Every setting',
    value: {
      input: 'A lighthouse, seen from the sea.',
      image_action: 'generate',
      image_background: 'opaque',
      image_delivery: 'both',
      image_format: 'webp',
      image_moderation: 'auto',
      image_quality: 'low',
      image_size: '1024x1024',
      output_compression: 80,
    },
  },
};

/** Bodies of `create-text`. */
export const textExamples: Examples = { ...text, ...backgroundExample };

/** Bodies of `stream-text`. */
export const textStreamExamples: Examples = {
  ...text,
  bare: {
    summary: 'Without padding',
    value: { input: 'Tell a story of three sentences.', stream_options: { include_obfuscation: false } },
  },
};

/** Bodies of `create-image`. */
export const imageExamples: Examples = {
  ...images,
  background: {
    summary: 'In the background: answered at once, with 202',
    value: { input: 'A valley at sunset.', background: true, image_size: '1024x1024' },
  },
};

/** Bodies of `stream-image`. */
export const imageStreamExamples: Examples = {
  ...images,
  partials: {
    summary: 'With two unfinished images on the way',
    value: { input: 'A valley at sunset.', image_delivery: 'url', image_size: '1024x1024', partial_images: 2 },
  },
};

/** Bodies of `count-input-tokens`. */
export const inputTokensExamples: Examples = {
  short: { summary: 'A question', value: { input: 'Write a haiku about the sea' } },
};

/** Bodies of `compact-response`. */
export const compactExamples: Examples = {
  items: {
    summary: 'A conversation',
    value: {
      input: [
        { role: 'user', content: 'Write a haiku about the sea' },
        { role: 'assistant', content: 'Waves keep time, and no one winds them.' },
      ],
    },
  },
};

/** Bodies of `receive-webhook`; OpenAI signs them. */
export const webhookExamples: Examples = {
  accepted: {
    summary: 'An event that needs nothing done',
    value: {
      id: 'evt_abc123',
      object: 'event',
      created_at: 1_795_000_000,
      type: 'batch.completed',
      data: { id: 'batch_abc123' },
    },
  },
  settled: {
    summary: 'A background response has ended',
    value: {
      id: 'evt_abc124',
      object: 'event',
      created_at: 1_795_000_000,
      type: 'response.completed',
      data: { id: 'resp_abc123' },
    },
  },
};
