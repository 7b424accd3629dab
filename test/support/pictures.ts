import sharp, { type Sharp } from 'sharp';

/** A picture in one format, and what is true of it. */
export interface Picture {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly extension: string;
}

export const pictureWidth = 48;
export const pictureHeight = 32;

/** 48 x 32 pixels of one colour. */
function drawn(): Sharp {
  return sharp({ create: { width: pictureWidth, height: pictureHeight, channels: 3, background: '#336699' } });
}

/** The same picture in every format that a request may ask for. */
export async function pictures(): Promise<readonly Picture[]> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${pictureWidth}" height="${pictureHeight}"><rect width="9" height="9"/></svg>`;
  return [
    { bytes: await drawn().png().toBuffer(), contentType: 'image/png', extension: 'png' },
    { bytes: await drawn().webp().toBuffer(), contentType: 'image/webp', extension: 'webp' },
    { bytes: await drawn().jpeg().toBuffer(), contentType: 'image/jpeg', extension: 'jpg' },
    { bytes: await drawn().gif().toBuffer(), contentType: 'image/gif', extension: 'gif' },
    { bytes: Buffer.from(svg), contentType: 'image/svg+xml', extension: 'svg' },
  ];
}
