import * as z from 'zod';

import type { unlistedEvents } from '../../events/catalogue.ts';
import type { structuralEvents } from '../../events/structural-events.ts';
import { item, mediaType, obfuscation, outputIndex, part, text, typed } from './frame-fields.ts';
import type { FrameRow, FrameTable } from './frame-table.ts';

const call = {
  call_id: z.string().optional().meta({ description: 'The call that the item is; absent for what is none.' }),
  container_id: z.string().optional().meta({ description: 'The container of a code interpreter call.' }),
} as const;

const spoken = { media_type: mediaType } as const;

/** Output items and content parts: the skeleton that the other events fill. */
export const structuralFrames = {
  'response.output_item.added': {
    description: 'An output item begins.',
    fields: { output_index: outputIndex, item: typed('The item as it begins.'), ...call },
  },
  'response.output_item.done': {
    description: 'An output item is finished.',
    fields: { output_index: outputIndex, item: typed('The item.'), ...call, ...spoken },
  },
  'response.content_part.added': {
    description: 'A part of a message begins.',
    fields: { ...part, part: typed('The part, empty.'), ...spoken },
  },
  'response.content_part.done': {
    description: 'A part of a message is finished.',
    fields: { ...part, part: typed('The part.'), ...spoken },
  },
} as const satisfies FrameTable<keyof typeof structuralEvents, keyof typeof call | keyof typeof spoken>;

/** Events that OpenAI sends and the SDK does not list. */
export const unlistedFrames = {
  keepalive: { description: 'Nothing new, and OpenAI is still at it.', fields: {} },
  'response.apply_patch_call_operation_diff.delta': {
    description: 'A piece of a patch.',
    fields: { ...item, delta: text('The piece, of a diff.'), obfuscation },
  },
  'response.apply_patch_call_operation_diff.done': {
    description: 'A patch is finished.',
    fields: { ...item, diff: text('All of it.') },
  },
} as const satisfies Record<keyof typeof unlistedEvents, FrameRow>;
