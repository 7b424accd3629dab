import type { GeneratedImage, ImageFacts, StoredImage } from './image-entry.ts';

/** An image on its way into the store. */
export interface ImageToStore {
  readonly responseId: string;
  readonly image: GeneratedImage;
  readonly facts: ImageFacts;
  readonly bytes: Buffer;
  /** As the response names it. */
  readonly model: string | null;
  /** When the response was made. */
  readonly createdAt: Date;
}

/** Keeps generated images and hands out URLs of them. */
export interface ImageStore {
  /**
   * Puts one image under a key of the store's own making and presigns a GET for it. Rejects with a `ServiceError`
   * `image_store_failed` (or `image_store_denied`, `image_store_missing`): what went wrong with S3, and what to do.
   */
  put(image: ImageToStore, signal?: AbortSignal): Promise<StoredImage>;
}
