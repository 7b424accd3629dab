import type { Examples } from '../../../openapi/operation.ts';

const model = 'gpt-image-2.6-flare';
const id = 'img_0f2a3c5d7e9b1f3a5c7d9e0b2f4a6c8d';
const image = {
  id: `${id}_0`,
  content_type: 'image/png',
  bytes: 229_909,
  width: 1024,
  height: 1024,
  size: '1024x1024',
  quality: 'high',
  background: 'opaque',
} as const;
const place = {
  url: `https://bucket.s3.eu-central-1.amazonaws.com/images/2026/11/30/${id}/${id}_0.png?X-Amz-Signature=0f2a`,
  expires_at: '2026-11-30T13:00:00.000Z',
  key: `images/2026/11/30/${id}/${id}_0.png`,
} as const;
const usage = {
  input_tokens: 14,
  input_tokens_details: { text_tokens: 14, image_tokens: 0 },
  output_tokens: 4160,
  total_tokens: 4174,
} as const;

export const generateExamples: Examples = {
  url: {
    summary: 'One image, as a URL',
    value: { model, prompt: 'A lighthouse in the fog.', size: '1024x1024', image_delivery: 'url' },
  },
  events: {
    summary: 'Events, with two partial images',
    value: { model, prompt: 'A lighthouse in the fog.', stream: true, partial_images: 2 },
  },
};

export const editExamples: Examples = {
  references: {
    summary: 'An image that is a data URI',
    value: {
      model,
      prompt: 'At night.',
      images: [{ image_url: 'data:image/png;base64,iVBORw0KGgo=' }],
      image_delivery: 'url',
    },
  },
  events: {
    summary: 'Events',
    value: { model, prompt: 'At night.', images: [{ file_id: 'file-abc123' }], stream: true },
  },
};

export const variationExamples: Examples = {
  upload: {
    summary: 'Of an upload',
    value: { image: { upload_key: 'upl_0f2a3c5d7e9b1f3a5c7d9e0b2f4a6c8d' }, n: 2, size: '512x512' },
  },
};

export const imagesAnswers: Examples = {
  url: {
    summary: 'One image, as a URL',
    value: {
      id,
      created: 1_790_000_000,
      size: '1024x1024',
      quality: 'high',
      background: 'opaque',
      output_format: 'png',
      data: [{}],
      usage,
      images: [{ ...image, ...place, revised_prompt: null }],
      cost_estimate: 0.125,
    },
  },
};

export const imageSetAnswers: Examples = {
  set: {
    summary: 'Fresh URLs',
    value: { id, images: [{ ...image, ...place, model, created_at: '2026-11-30T12:00:00.000Z' }] },
  },
};
