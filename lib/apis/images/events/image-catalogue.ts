import type { ImageEditStreamEvent, ImageGenStreamEvent } from 'openai/resources/images';
import { isRowOf } from '../../../json/fields.ts';
import type { EventCatalogue, EventRow } from '../../../stream/event-catalogue.ts';
import type { ImageState } from './image-state.ts';

type ImageRow = EventRow<ImageState, undefined>;

/** An image is whole. The stream is, with the last one that was asked for: no event says so. */
const completed: ImageRow = {
  keepsLongStrings: true,
  endsWhen: ({ completed, asked }) => completed >= asked,
  observes: ({ event, state }) => {
    state.completed += 1;
    state.terminalEvent = event.type;
    state.usages.push(event.usage);
  },
};

/** Every event of the Images API, by its type; without a row, one of the SDK's does not compile. */
const imageEvents = {
  'image_generation.partial_image': { keepsLongStrings: true },
  'image_generation.completed': completed,
  'image_edit.partial_image': { keepsLongStrings: true },
  'image_edit.completed': completed,
  error: { ends: 'now' },
} as const satisfies Record<(ImageGenStreamEvent | ImageEditStreamEvent)['type'] | 'error', ImageRow>;

const unknown: ImageRow = {};

function listedRow(type: string): ImageRow | undefined {
  return isRowOf(imageEvents, type) ? imageEvents[type] : undefined;
}

/** The events of the Images API as streams read them. */
export const imageCatalogue: EventCatalogue<ImageState, undefined> = {
  listedRow,
  rowOf: (type) => listedRow(type) ?? unknown,
  isEventType: (type) => /^image_(?:generation|edit)\./.test(type) || type === 'error',
};
