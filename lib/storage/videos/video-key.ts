import { keyPart } from '../key-part.ts';

/** Where a video is in the bucket; undefined for an id that no key may have. It follows from the id, so that a copy made twice is one. */
export function videoKey(id: string): string | undefined {
  const part = keyPart(id);
  return part === undefined ? undefined : `videos/${part}.mp4`;
}
