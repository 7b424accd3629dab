const PICTURE = /^data:image\/(png|webp|jpeg|gif|svg\+xml);base64,/;

/** An address that a link may have: http and https alone, so that nothing a model says can run. */
export function safeLink(address: unknown): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

/** A data URI that a picture may have. An `<img>` runs no script, in SVG neither. */
export function safePicture(address: unknown): string | undefined {
  return typeof address === 'string' && PICTURE.test(address) ? address : undefined;
}

/** The data URI of base64 and its type; undefined where it is no picture. */
export function pictureUri(contentType: string | undefined, base64: unknown): string | undefined {
  return typeof base64 === 'string' ? safePicture(`data:${contentType ?? 'image/png'};base64,${base64}`) : undefined;
}
