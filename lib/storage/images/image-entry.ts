/** Whether a caller gets an image as base64, as a URL, or as both. */
export type ImageDelivery = 'base64' | 'url' | 'both';

/** A finished `image_generation_call`, less its base64. What OpenAI left out is null. */
export interface GeneratedImage {
  /** The item's id. */
  readonly id: string;
  readonly revisedPrompt: string | null;
  /** As OpenAI names them: `1024x1024`, `high`, `opaque`. */
  readonly size: string | null;
  readonly quality: string | null;
  readonly background: string | null;
}

/** What an image's bytes say of themselves. */
export interface ImageFacts {
  /** `image/png`; `application/octet-stream` where the bytes are no image that is known here. */
  readonly contentType: string;
  /** Without a dot: `png`, `webp`, `jpg`, `gif`, `svg`, `bin`. */
  readonly extension: string;
  /** Pixels; null where the bytes do not tell. */
  readonly width: number | null;
  readonly height: number | null;
}

/** Where an image was put. */
export interface StoredImage {
  readonly key: string;
  /** Presigned; works until `expiresAt`. */
  readonly url: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** One entry of `images[]`, and the data of an `image.stored` frame. */
export interface ImageEntry {
  readonly id: string;
  readonly url?: string;
  readonly expires_at?: string;
  readonly key?: string;
  readonly content_type: string;
  /** Size of the decoded image. */
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly revised_prompt: string | null;
  readonly size: string | null;
  readonly quality: string | null;
  readonly background: string | null;
}

/** An entry as it was asked for: with `base64` the store keeps the image all the same, but no URL of it goes out. */
export function deliveredEntry(entry: ImageEntry, delivery: ImageDelivery): ImageEntry {
  if (delivery !== 'base64') return entry;
  const { url: _url, expires_at: _expiresAt, ...rest } = entry;
  return rest;
}
