import type { EventRow, EventTable } from './event-handler.ts';

const call = { identifies: 'call' } as const satisfies EventRow<object>;

/** Image generation, with its partial images. */
export const imageEvents = {
  'response.image_generation_call.in_progress': call,
  'response.image_generation_call.generating': call,
  'response.image_generation_call.partial_image': call,
  'response.image_generation_call.completed': call,
} as const satisfies EventTable<
  | 'response.image_generation_call.in_progress'
  | 'response.image_generation_call.generating'
  | 'response.image_generation_call.partial_image'
  | 'response.image_generation_call.completed'
>;
