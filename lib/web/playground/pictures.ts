import { type Frame, type Json, numberOf, objectOf, textOf } from './frame.ts';
import { pictureUri, safeLink } from './safe-url.ts';

/** One image of a stream, as far as it has come. */
export interface Picture {
  readonly id: string;
  stage: 'waiting' | 'partial' | 'drawn' | 'kept' | 'not kept';
  /** How many unfinished images have come. */
  partials: number;
  /** What to show: a data URI or the kept image's URL. */
  source: string | undefined;
  /** The kept image's. */
  url: string | undefined;
  /** The entry of `image.stored`, or of the finished item where there is none. */
  facts: Json;
  /** Why it was not kept. */
  failure: string | undefined;
}

/** By item. Changed in place. */
export type Pictures = Map<string, Picture>;

type Note = (picture: Picture, data: Json) => void;

const NOTES: Readonly<Record<string, Note>> = {
  'response.image_generation_call.in_progress': () => {},
  'response.image_generation_call.partial_image': (picture, data) => {
    picture.stage = 'partial';
    picture.partials += 1;
    picture.source = pictureUri(contentTypeOf(data), data.partial_image_b64) ?? picture.source;
  },
  'response.output_item.done': (picture, data) => {
    const item = objectOf(data, 'item') ?? {};
    const { result, ...facts } = item;
    if (picture.stage !== 'kept') picture.stage = 'drawn';
    picture.source = pictureUri(contentTypeOf(item), result) ?? picture.source;
    picture.facts = { ...facts, ...picture.facts };
  },
  'image.stored': (picture, data) => {
    picture.stage = 'kept';
    picture.url = safeLink(data.url);
    picture.source = picture.url ?? picture.source;
    picture.facts = data;
  },
  'image.store_failed': (picture, data) => {
    picture.stage = 'not kept';
    picture.source = pictureUri(contentTypeOf(picture.facts), data.result) ?? picture.source;
    picture.failure = [textOf(data, 'message'), textOf(data, 'hint')].filter(Boolean).join(' ');
  },
};

/** Takes a frame in. Returns the picture that it has changed, if any. */
export function notePicture(pictures: Pictures, { event, data }: Frame): Picture | undefined {
  const note = Object.hasOwn(NOTES, event) ? NOTES[event] : undefined;
  if (!note) return undefined;
  const item = objectOf(data, 'item');
  if (item && item.type !== 'image_generation_call') return undefined;
  const id =
    textOf(item, 'id') ??
    textOf(data, 'item_id') ??
    textOf(data, 'id') ??
    `image ${numberOf(data, 'output_index') ?? 0}`;
  let picture = pictures.get(id);
  if (!picture) {
    picture = { id, stage: 'waiting', partials: 0, source: undefined, url: undefined, facts: {}, failure: undefined };
    pictures.set(id, picture);
  }
  note(picture, data);
  return picture;
}

function contentTypeOf(data: Json): string | undefined {
  const format = textOf(data, 'output_format');
  return textOf(data, 'content_type') ?? (format === 'svg' ? 'image/svg+xml' : format && `image/${format}`);
}
