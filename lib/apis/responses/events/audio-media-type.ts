import type { ChatCompletionAudioParam } from 'openai/resources/chat/completions/completions';

/**
 * The media type of each audio format that a request can ask for. `pcm16` is 24 kHz, mono, little-endian: OpenAI's guide
 * "Text to speech", "Supported output formats". `opus` comes in an Ogg container (RFC 7845).
 */
export const audioMediaTypes = {
  aac: 'audio/aac',
  flac: 'audio/flac',
  mp3: 'audio/mpeg',
  opus: 'audio/ogg; codecs=opus',
  pcm16: 'audio/pcm; rate=24000',
  wav: 'audio/wav',
} as const satisfies Readonly<Record<ChatCompletionAudioParam['format'], string>>;

/** How files of each format begin, in base64. PCM has no beginning of its own. */
const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^UklGR/, audioMediaTypes.wav],
  [/^T2dnU/, audioMediaTypes.opus],
  [/^ZkxhQ/, audioMediaTypes.flac],
  // An ID3 tag, or the first frame of MPEG-1 or MPEG-2 layer III.
  [/^(?:SUQz|\/\/[I-Po-v])/, audioMediaTypes.mp3],
  // ADTS, MPEG-4 or MPEG-2, without CRC or with it.
  [/^\/\/[A-Hg-n]/, audioMediaTypes.aac],
];

/** The media type of the format that a request asked for (`audio.format`); undefined where it named none. */
export function audioMediaTypeOf(request: unknown): string | undefined {
  const { audio } = (request ?? {}) as { readonly audio?: { readonly format?: unknown } | null };
  const format = audio?.format;
  return typeof format === 'string' && Object.hasOwn(audioMediaTypes, format)
    ? audioMediaTypes[format as keyof typeof audioMediaTypes]
    : undefined;
}

/** The media type that the first bytes of an audio file tell; undefined where they tell none. */
export function sniffAudio(base64: unknown): string | undefined {
  if (typeof base64 !== 'string') return undefined;
  return beginnings.find(([beginning]) => beginning.test(base64))?.[1];
}

/** The media type of a content part; undefined where it is no audio, or nobody knows of what type. */
export function audioPartMediaType(part: unknown, asked?: string): string | undefined {
  const { type, data } = (part ?? {}) as { readonly type?: unknown; readonly data?: unknown };
  return type === 'output_audio' ? (asked ?? sniffAudio(data)) : undefined;
}
