import { responseCatalogue } from '../../apis/responses/events/response-catalogue.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { type Fields, fieldsOf } from '../../json/fields.ts';
import { type ByteString, decodeText } from '../../large-json/byte-string.ts';
import { deliveredEntry, type ImageDelivery } from '../../storage/images/image-entry.ts';
import { storeFailure } from '../../storage/images/keep-image.ts';
import { headType } from '../../stream/envelope.ts';
import type { Interceptor } from '../../stream/interceptor.ts';
import { withUrl } from '../records/archived-answer.ts';
import type { ArchivedImage, ArchivedResult } from '../records/archived-result.ts';

/** The images of an archived result, for a stream that replays it. */
export interface ArchivedImages {
  /** Adds `image.stored` after each, as the stream did that stored it. */
  readonly interceptor: Interceptor;
  /** An image's base64, read from S3 where the caller wants it. Never rejects: what S3 does not have is told by a frame. */
  readonly imageOf: (item: Fields) => Promise<Buffer | undefined>;
}

type Insert = Parameters<Interceptor['open']>[0];

/** Undefined for a result without images. They come as the request wanted them, else both ways. */
export function archivedImages(
  { images, delivery: begun }: Pick<ArchivedResult, 'images' | 'delivery'>,
  context: RequestContext,
): ArchivedImages | undefined {
  if (images.length === 0) return undefined;
  const delivery: ImageDelivery = begun === 'url' || begun === 'base64' ? begun : 'both';
  const byId = new Map(images.map((image) => [image.id, image]));
  const unread = new Map<string, ReturnType<typeof storeFailure>>();
  const telling = new Set<Promise<void>>();
  let insert: Insert = () => undefined;

  async function tell(image: ArchivedImage): Promise<void> {
    const { id } = image;
    const failure = image.error ?? unread.get(id);
    if (failure) return insert('image.store_failed', { id, ...failure });
    const { url, expires_at, ...rest } = await withUrl(image, context);
    if (url === undefined || expires_at === undefined) return;
    insert('image.stored', { ...deliveredEntry({ ...rest, url, expires_at }, delivery) });
  }

  return {
    imageOf: async ({ type, id, result }) => {
      const image = type === 'image_generation_call' ? byId.get(String(id)) : undefined;
      if (delivery === 'url' || result !== undefined || image?.key === undefined) return undefined;
      try {
        return await readKept(image.key, context);
      } catch (error) {
        unread.set(image.id, storeFailure(toServiceError(error)));
        return undefined;
      }
    },
    interceptor: {
      open: (given) => {
        insert = given;
      },
      pass: (bytes) => {
        const item = hasWholeItem(bytes) ? fieldsOf(JSON.parse(decodeText(bytes)).item) : {};
        const image = item.type === 'image_generation_call' ? byId.get(String(item.id)) : undefined;
        if (!image) return bytes;
        const told = tell(image).catch(() => undefined);
        telling.add(told);
        void told.then(() => telling.delete(told));
        return bytes;
      },
      settled: () => (telling.size === 0 ? undefined : Promise.all(telling)),
      abandon: () => undefined,
    },
  };
}

function hasWholeItem(bytes: ByteString): boolean {
  return responseCatalogue.rowOf(headType(bytes) ?? '').item === 'done';
}

/** Longest that one image may take: the stream waits for it. */
const READ_MS = 20_000;

async function readKept(key: string, { environment, deadline }: RequestContext): Promise<Buffer | undefined> {
  const { storageBucket: bucket, s3Endpoint: endpoint } = environment;
  if (bucket === undefined) return undefined;
  const { readImageBase64 } = await import('../../storage/images/read-image.ts');
  return readImageBase64({ bucket, key, endpoint }, deadline.signal(deadline.leftMs(0) / 2, READ_MS));
}
