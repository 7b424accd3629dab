import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Keys of images; the empty objects beside them (docs/decisions/0008-images-in-s3.md) are nothing to look at. */
const IMAGES = /^images\//;

/**
 * Keeps copies of a bucket's images in `folder`, by their keys, for people to open. They are for looking at alone: one that
 * cannot be written is told on stderr, and fails nobody's request.
 *
 * @returns to be told of each object that was stored, and, without bytes, of each that was deleted
 */
export function imageCopies(folder: string): (key: string, bytes?: Buffer) => void {
  return (key, bytes) => {
    if (!IMAGES.test(key) || bytes?.length === 0) return;
    // Below the folder, whatever the key says.
    const file = path.join(folder, path.posix.normalize(`/${key.replace(IMAGES, '')}`));
    try {
      if (!bytes) return rmSync(file, { force: true });
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    } catch (error) {
      process.stderr.write(`The copy of ${key} in ${folder}: ${error instanceof Error ? error.message : error}\n`);
    }
  };
}
