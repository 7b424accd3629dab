import { openOnce } from '../open-once.ts';

/** The container's image store; `undefined` where no bucket is configured. */
export const openImageStore = openOnce(async ({ bucket, endpoint }, { imageUrlTtlSeconds: ttlSeconds }) => {
  const { s3ImageStore } = await import('./s3-image-store.ts');
  return s3ImageStore({ bucket, ttlSeconds, ...(endpoint === undefined ? {} : { endpoint }) });
}, 'images are returned inline and not kept');
