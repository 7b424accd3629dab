import { ServiceError } from '../../errors/service-error.ts';
import { KEY_PART, keyPart, PLAIN_ID } from '../key-part.ts';

const EXTENSION = /^[a-z0-9]{1,8}$/;

/** What a key is made from. */
export interface ImageKeyParts {
  /** The response's id. */
  readonly responseId: string;
  /** The `image_generation_call` item's id. */
  readonly itemId: string;
  /** Without a dot. */
  readonly extension: string;
  /** When the response was made; its UTC day is part of the key. */
  readonly createdAt: Date;
}

/** Where an image is kept. Throws `ServiceError` `image_store_failed` for parts that must not reach a key. */
export function imageKey(parts: ImageKeyParts): string {
  checkParts(parts);
  const { responseId, itemId, extension, createdAt } = parts;
  return `images/${dayOf(createdAt, '/')}/${responsePart(responseId)}/${itemId}.${extension}`;
}

/**
 * The key of an empty object that says where an image is: all of it stands in the name, so that one listing of a
 * response's pointers finds its images without knowing their day (docs/decisions/0008-images-in-s3.md). Throws as
 * `imageKey` does.
 */
export function pointerKey(parts: ImageKeyParts): string {
  checkParts(parts);
  const { responseId, itemId, extension, createdAt } = parts;
  return `${pointerPrefix(responseId)}${dayOf(createdAt, '-')}/${itemId}.${extension}`;
}

/** What the keys of a response's pointers begin with. Throws as `imageKey` does. */
export function pointerPrefix(responseId: string): string {
  return `images/by-response/${responsePart(responseId)}/`;
}

const POINTER = new RegExp(
  `^images/by-response/(${KEY_PART})/(\\d{4})-(\\d\\d)-(\\d\\d)/([\\w-]{1,128})\\.([a-z0-9]{1,8})$`,
);

/** The image behind a pointer; undefined for a key that is no pointer of this service. */
export function imageOfPointer(key: string): { readonly id: string; readonly key: string } | undefined {
  const [, responseId, year, month, day, id, extension] = POINTER.exec(key) ?? [];
  if (id === undefined) return undefined;
  return { id, key: `images/${year}/${month}/${day}/${responseId}/${id}.${extension}` };
}

function checkParts({ responseId, itemId, extension, createdAt }: ImageKeyParts): void {
  responsePart(responseId);
  if (!PLAIN_ID.test(itemId)) throw notStorable('image');
  if (!EXTENSION.test(extension)) throw new ServiceError('image_store_failed', { cause: new Error('Bad extension') });
  if (Number.isNaN(createdAt.getTime())) throw new ServiceError('image_store_failed', { cause: new Error('No date') });
}

function responsePart(id: string): string {
  const part = keyPart(id);
  if (part === undefined) throw notStorable('response');
  return part;
}

function notStorable(whose: string): ServiceError {
  return new ServiceError('image_store_failed', {
    message: `The ${whose}'s id is none that an image can be stored under.`,
    hint: 'Take the image from the response itself (`image_delivery: base64`); its id has characters that no key may have.',
    retryable: false,
  });
}

function dayOf(date: Date, separator: string): string {
  return date.toISOString().slice(0, 10).replaceAll('-', separator);
}
