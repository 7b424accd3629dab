import type { EventRow, EventTable } from './event-handler.ts';

const call = { identifies: 'call' } as const satisfies EventRow<object>;

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
  'response.image_generation_call.in_progress': call,
  'response.image_generation_call.generating': call,
  'response.image_generation_call.partial_image': {
    ...call,
    adds: ({ event }) => ({ content_type: contentTypes[event.output_format ?? 'png'] ?? null }),
  },
  'response.image_generation_call.completed': call,
} as const satisfies EventTable<
  | 'response.image_generation_call.in_progress'
  | 'response.image_generation_call.generating'
  | 'response.image_generation_call.partial_image'
  | 'response.image_generation_call.completed'
>;
