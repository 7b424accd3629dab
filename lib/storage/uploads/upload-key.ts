import { randomBytes } from 'node:crypto';

/** `upl_` and 128 random bits: nobody guesses another's. */
export const UPLOAD_KEY = /^upl_[0-9a-f]{32}$/;

/** A key that nobody has. */
export function newUploadKey(): string {
  return `upl_${randomBytes(16).toString('hex')}`;
}

/** Where an upload is in the bucket. */
export function uploadObjectKey(uploadKey: string): string {
  return `uploads/${uploadKey}`;
}
