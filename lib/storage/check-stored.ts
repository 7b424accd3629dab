/** S3 has taken an object if it names its ETag; a proxy that answers for it may say 200 to anything. */
export function checkStored({ ETag }: { readonly ETag?: string | undefined }): void {
  if (!ETag) throw Object.assign(new Error('No ETag came back'), { name: 'NotStored' });
}
