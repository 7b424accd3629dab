import { ServiceError } from '../errors/service-error.ts';

/** What an id may be made of before it gets near a key: no dots, slashes, controls or anything that S3 would encode. */
const storableId = /^[A-Za-z0-9_-]{1,128}$/;

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
  return `images/${dayOf(createdAt, '/')}/${responseId}/${itemId}.${extension}`;
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
  checkId(responseId, 'response');
  return `images/by-response/${responseId}/`;
}

/** The image behind a pointer; undefined for a key that is no pointer of this service. */
export function imageOfPointer(key: string): { readonly id: string; readonly key: string } | undefined {
  const [, responseId, year, month, day, id, extension] =
    /^images\/by-response\/([\w-]{1,128})\/(\d{4})-(\d\d)-(\d\d)\/([\w-]{1,128})\.([a-z0-9]{1,8})$/.exec(key) ?? [];
  if (id === undefined) return undefined;
  return { id, key: `images/${year}/${month}/${day}/${responseId}/${id}.${extension}` };
}

function checkParts({ responseId, itemId, extension, createdAt }: ImageKeyParts): void {
  checkId(responseId, 'response');
  checkId(itemId, 'image');
  if (!EXTENSION.test(extension)) throw new ServiceError('image_store_failed', { cause: new Error('Bad extension') });
  if (Number.isNaN(createdAt.getTime())) throw new ServiceError('image_store_failed', { cause: new Error('No date') });
}

function checkId(id: string, whose: string): void {
  if (storableId.test(id)) return;
  throw new ServiceError('image_store_failed', {
    message: `The ${whose}'s id is none that an image can be stored under.`,
    hint: 'Take the image from the response itself (`image_delivery: base64`); its id has characters that no key may have.',
    retryable: false,
  });
}

function dayOf(date: Date, separator: string): string {
  return date.toISOString().slice(0, 10).replaceAll('-', separator);
}
