import { toServiceError } from '../../errors/error-body.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import { fieldsOf } from '../../json/fields.ts';
import { decodeBase64 } from '../../large-json/base64.ts';
import type { ImageEntry, ImageFacts } from './image-entry.ts';
import type { ImageResult } from './image-result.ts';
import type { ImageStore } from './image-store.ts';

/** The response that an image belongs to, as far as the store wants to know it. */
export interface ImageOrigin {
  readonly responseId: string;
  readonly model: string | null;
  readonly createdAt: Date;
}

/** The origin that a response names; `now` where it does not say when it was made. */
export function imageOrigin(response: object, now: Date): ImageOrigin {
  const { id, model, created_at: createdAt } = fieldsOf(response);
  return {
    responseId: typeof id === 'string' ? id : '',
    model: typeof model === 'string' ? model : null,
    createdAt: typeof createdAt === 'number' ? new Date(createdAt * 1000) : now,
  };
}

/** An image that was looked at, and kept where there is a store. */
export interface KeptImage {
  readonly entry: ImageEntry;
  /** Why the store does not have it. */
  readonly error?: ServiceError;
}

/**
 * Decodes an image once, tells what it is, and puts it into the store. Never rejects: an image that could not be kept was
 * paid for all the same, and comes back with its error.
 */
export async function keepImage(
  { image, base64 }: ImageResult,
  origin: ImageOrigin,
  openStore: () => Promise<ImageStore | undefined>,
  signal?: AbortSignal,
): Promise<KeptImage> {
  // First, so that the frame that brought the image is out before decoding it takes the time of 20 ms.
  const imageFacts = await loadImageFacts();
  const bytes = decodeBase64(base64);
  const facts = imageFacts(bytes);
  const entry: ImageEntry = {
    id: image.id,
    content_type: facts.contentType,
    bytes: bytes.length,
    width: facts.width,
    height: facts.height,
    revised_prompt: image.revisedPrompt,
    size: image.size,
    quality: image.quality,
    background: image.background,
  };
  try {
    const store = await openStore();
    if (!store) return { entry };
    const { url, expiresAt, key } = await store.put({ ...origin, image, facts, bytes }, signal);
    return { entry: { ...entry, url, expires_at: expiresAt, key } };
  } catch (error) {
    return { entry, error: toServiceError(error) };
  }
}

const unknownFacts: ImageFacts = {
  contentType: 'application/octet-stream',
  extension: 'bin',
  width: null,
  height: null,
};

/** Loaded here: it knows twenty formats, which no cold start has to read. */
async function loadImageFacts(): Promise<(bytes: Uint8Array) => ImageFacts> {
  try {
    return (await import('./image-facts.ts')).imageFacts;
  } catch {
    // The bundle's own file is gone or broken: the image is still the caller's.
    return () => unknownFacts;
  }
}

/** What callers are told of an image that the store does not have. */
export function storeFailure({ code, message, hint }: ServiceError) {
  return { code, message, hint };
}
