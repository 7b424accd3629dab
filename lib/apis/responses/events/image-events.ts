import type { EventRow, EventTable } from './event-handler.ts';

/** Some gateways send a data URI (RFC 2397), which says itself what it is. */
const DATA_URI = /^data:([\w.+-]+\/[\w.+-]+)/i;

const hosted = { identifies: 'item' } as const satisfies EventRow<object>;

/** Media types of OpenAI's `output_format`s; `png` is its default (openai 7.57, `Tool.ImageGeneration.output_format`). */
const contentTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  webp: 'image/webp',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
};

/** Image generation, with its partial images. */
export const imageEvents = {
  'response.image_generation_call.in_progress': hosted,
  'response.image_generation_call.generating': hosted,
  'response.image_generation_call.partial_image': {
    ...hosted,
    adds: ({ event }) => ({ content_type: contentTypeOf(event) }),
  },
  'response.image_generation_call.completed': hosted,
} as const satisfies EventTable<
  | 'response.image_generation_call.in_progress'
  | 'response.image_generation_call.generating'
  | 'response.image_generation_call.partial_image'
  | 'response.image_generation_call.completed'
>;

function contentTypeOf(event: {
  readonly partial_image_b64?: unknown;
  readonly output_format?: unknown;
}): string | null {
  const { partial_image_b64: image, output_format: format } = event;
  const named = typeof image === 'string' ? DATA_URI.exec(image)?.[1] : undefined;
  const known = typeof format === 'string' ? format : 'png';
  return named ?? (Object.hasOwn(contentTypes, known) ? (contentTypes[known] ?? null) : null);
}
