import type { ImageFacts } from './image-entry.ts';
import type { ImageToStore } from './image-store.ts';

/** What S3 keeps of an image beside its bytes, as `x-amz-meta-…`. */
const names = ['model', 'size', 'quality', 'background', 'created', 'response-id', 'width', 'height'] as const;

type MetadataName = (typeof names)[number];

/** Far below the 2 KB that all of an object's metadata may have (S3's limit, https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html). */
const LONGEST_VALUE = 128;

/** The metadata of an image to store; what is not known is left out. */
export function imageMetadata({ responseId, image, facts, model, createdAt }: ImageToStore): Record<string, string> {
  const values: Readonly<Record<MetadataName, string | null>> = {
    model,
    size: image.size,
    quality: image.quality,
    background: image.background,
    created: createdAt.toISOString(),
    'response-id': responseId,
    width: facts.width === null ? null : String(facts.width),
    height: facts.height === null ? null : String(facts.height),
  };
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headerValue(values[name] ?? '');
      return value ? [[name, value]] : [];
    }),
  );
}

/** The same, read back. */
export function readMetadata(metadata: Readonly<Record<string, string>> | undefined) {
  const text = (name: MetadataName): string | null => metadata?.[name] ?? null;
  const number = (name: MetadataName): number | null => (metadata?.[name] ? Number(metadata[name]) || null : null);
  return {
    width: number('width') satisfies ImageFacts['width'],
    height: number('height') satisfies ImageFacts['height'],
    size: text('size'),
    quality: text('quality'),
    background: text('background'),
    model: text('model'),
    created_at: text('created'),
  };
}

/** Metadata travels as headers: printable ASCII, or S3 encodes it (RFC 2047) and the signature no longer fits. */
function headerValue(value: string): string {
  return value
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, LONGEST_VALUE)
    .trim();
}
