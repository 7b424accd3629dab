/** An ETag as S3 gives one: strong, and not empty (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html). */
const ETAG = /^"[^"]+"$/;

/** S3 has taken an object if it names its ETag; a proxy that answers for it may say 200 to anything, under an ETag of its own. */
export function checkStored({ ETag }: { readonly ETag?: string | undefined }): void {
  if (!ETag || !ETAG.test(ETag))
    throw Object.assign(new Error('No ETag of an object came back'), { name: 'NotStored' });
}
