import { fieldsOf } from '../../../json/fields.ts';
import { audioPartMediaType } from '../events/audio-media-type.ts';

/**
 * The items with a `media_type` in each spoken part: that of the format asked for, else what the audio's own first bytes
 * tell; the same array where nothing is spoken. `items` is not changed, and may hold anything.
 */
export function withAudioTypes<Item>(items: readonly Item[], asked?: string): readonly Item[] {
  if (!items.some((item) => partsOf(item).some(isSpoken))) return items;
  return items.map((item) => {
    const parts = partsOf(item);
    return parts.some(isSpoken) ? { ...item, content: parts.map((part) => named(part, asked)) } : item;
  });
}

function partsOf(item: unknown): readonly unknown[] {
  const { content } = fieldsOf(item);
  return Array.isArray(content) ? content : [];
}

function isSpoken(part: unknown): boolean {
  return fieldsOf(part).type === 'output_audio';
}

function named(part: unknown, asked?: string): unknown {
  const type = audioPartMediaType(part, asked);
  return type === undefined ? part : { ...fieldsOf(part), media_type: type };
}
