import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import { audioPartMediaType } from '../../events/audio-media-type.ts';

/**
 * The output with a `media_type` in each spoken part: that of the format asked for, else what the audio's own first bytes
 * tell; the same array where nothing is spoken. `output` is not changed.
 */
export function withAudioTypes(
  output: readonly ResponseOutputItem[],
  asked: string | undefined,
): readonly ResponseOutputItem[] {
  if (!output.some((item) => partsOf(item).some(isSpoken))) return output;
  return output.map((item) => {
    const parts = partsOf(item);
    if (!parts.some(isSpoken)) return item;
    return { ...item, content: parts.map((part) => named(part, asked)) } as ResponseOutputItem;
  });
}

function partsOf(item: unknown): readonly unknown[] {
  const { content } = (item ?? {}) as { readonly content?: unknown };
  return Array.isArray(content) ? content : [];
}

function isSpoken(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'output_audio';
}

function named(part: unknown, asked: string | undefined): unknown {
  const type = audioPartMediaType(part, asked);
  return type === undefined ? part : { ...(part as object), media_type: type };
}
